import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

/** What reaches out of the process, and what stands in for it. Everything else is the real code. */
const standIns: Record<string, string> = {
  "gateway/metering/ledger/event-store.ts": "stores/events.ts",
  "gateway/metering/ledger/event-feed-store.ts": "stores/feed.ts",
  "gateway/metering/ledger/recording-store.ts": "stores/recording.ts",
  "gateway/metering/ledger/partition-keeper.ts": "stores/partitions.ts",
  "gateway/metering/rollups/rollup-store.ts": "stores/rollups.ts",
  "gateway/metering/rollups/day-consumption-store.ts": "stores/day-consumption.ts",
  "gateway/metering/rollups/usage-history-store.ts": "stores/usage-history.ts",
  "gateway/metering/deliveries/delivery-store.ts": "stores/deliveries.ts",
  "gateway/metering/webhooks/webhook-settings-store.ts": "stores/webhook-settings.ts",
  "gateway/metering/deliveries/webhook-backlog-store.ts": "stores/webhook-backlog.ts",
  "gateway/metering/deliveries/send-attempt.ts": "stores/attempts.ts",
  "gateway/platform/http/address-guard.ts": "stores/addresses.ts",
  "gateway/inference/admission/count-prompt.ts": "stores/prompts.ts",
  "gateway/inference/upstream/upstream-target.ts": "stores/targets.ts",
};

/** A fault that is planted: one text of a file is another. */
export interface Mutant {
  file: string;
  from: string;
  to: string;
}

/**
 * One module with `runSeed`: the real verbs on simulated time and stores. Timers and clocks are the
 * scheduler's by name, so the code under test knows nothing of it. @throws where a mutant finds no place
 */
export async function bundleSimulation(outfile: string, mutant?: Mutant): Promise<void> {
  let isPlanted = mutant === undefined;
  const plugin: Plugin = {
    name: "simulation",
    setup(bundle) {
      bundle.onResolve({ filter: /^node:timers\/promises$/ }, () => ({
        path: join(here, "simulated-timers-promises.ts"),
      }));
      bundle.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (kind === "entry-point" || resolveDir.includes("node_modules")) return undefined;
        const file = relative(root, join(resolveDir, `${path.replace(/\.ts$/, "")}.ts`));
        const standIn = standIns[file];
        return standIn ? { path: join(here, standIn) } : undefined;
      });
      if (!mutant) return;
      bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(root, path) !== mutant.file) return undefined;
        const source = await readFile(path, "utf8");
        if (!source.includes(mutant.from)) return undefined;
        isPlanted = true;
        return { contents: source.replace(mutant.from, mutant.to), loader: "ts" };
      });
    },
  };
  await build({
    ...{ entryPoints: [join(here, "run-seed.ts")], outfile, bundle: true, platform: "node" },
    ...{ format: "esm", target: "node20", logLevel: "silent", packages: "external" },
    inject: [join(here, "simulated-globals.ts")],
    plugins: [plugin],
  });
  if (!isPlanted) throw new Error(`${mutant?.file} has no "${mutant?.from}" to plant a fault in`);
}
