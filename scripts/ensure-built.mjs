import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireWritable } from "../gateway/platform/process/folder-trouble.mjs";
import { sayProgress } from "./say-progress.mjs";
import { sourceHash } from "./source-hash.mjs";
import { builtByOwner, withTreeLock } from "./tree-lock.mjs";

const shared = ["package.json", "package-lock.json", "tsconfig.json", "lib", "gateway"];

/** The message is one line for a person. */
export class BuildFailure extends Error {
  name = "BuildFailure";
}

/** Node's programs: each one file that imports packages from node_modules. */
const entries = {
  gateway: "gateway/main.ts",
  demo: "gateway/demo/main.ts",
  supervisor: "scripts/supervisor/main.ts",
  "exit-with-parent": "scripts/supervisor/exit-with-parent.ts",
  dashboard: "scripts/dashboard/main.ts",
  archive: "scripts/archive/main.ts",
  seed: "scripts/seed/main.ts",
  bench: "bench/main.ts",
};

/**
 * Bundles the gateway and the programs around it, when their sources changed. Takes 0.1 s.
 *
 * @param {string} root
 */
export async function ensureProgramsBuilt(root) {
  const paths = [...shared, "scripts", "bench"];
  await ensure(root, join(root, ".build", "programs.stamp"), paths, async () => {
    const { build, stop } = await import("esbuild");
    await build({
      absWorkingDir: root,
      entryPoints: Object.entries(entries)
        .filter(([, file]) => existsSync(join(root, file)))
        .map(([out, file]) => ({ in: file, out })),
      outdir: ".build",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      sourcemap: true,
      logLevel: "warning",
    });
    // Its own process would stay for as long as what was built runs.
    await stop();
  });
}

/**
 * Builds the dashboard with Next, when its sources changed.
 *
 * @param {string} root
 */
export async function ensureDashboardBuilt(root) {
  const distDir = process.env.NEXT_DIST_DIR ?? ".next";
  const paths = [
    ...shared,
    "app",
    "components",
    "public",
    "instrumentation.ts",
    "proxy.ts",
    "next.config.mjs",
    "tailwind.config.ts",
    "postcss.config.mjs",
  ];
  const stamp = join(root, distDir, "headgate.stamp");
  await ensure(root, stamp, paths, async (run) => {
    for (const path of [root, join(root, distDir)]) requireWritable(path, builtByOwner);
    console.log("Building the dashboard (next build), which takes about a minute…");
    const next = join(root, "node_modules/next/dist/bin/next");
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    // Next adds a folder that it has not seen before to this tracked file; the build needs none.
    const settings = join(root, "tsconfig.json");
    const before = readFileSync(settings, "utf8");
    const command = [process.execPath, next, "build"];
    const build = () => run(command, root, env);
    const exitCode = await sayProgress("building the dashboard", build).finally(() => {
      if (readFileSync(settings, "utf8") !== before) writeFileSync(settings, before);
    });
    if (exitCode !== 0) throw new BuildFailure("next build failed: see its message above.");
  });
}

async function ensure(root, stamp, paths, build) {
  const isDone = (hash) => existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isDone(sourceHash(root, paths))) return;
  await withTreeLock(root, async (run) => {
    const hash = sourceHash(root, paths);
    if (isDone(hash)) return;
    // A build that is killed leaves no stamp, and so is made again.
    rmSync(stamp, { force: true });
    await build(run);
    mkdirSync(join(stamp, ".."), { recursive: true });
    writeFileSync(stamp, hash);
  });
}
