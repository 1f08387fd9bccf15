import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleSimulation, type Mutant } from "./bundle-simulation";
import { runSeeds } from "./run-seeds";

const folder = join(process.cwd(), ".build", `simulation-${process.pid}`);
const bundle = join(folder, "run-seed.mjs");
const steps = 10_000;
/** One seed alone, to look into a failure. */
const only = process.env["HEADGATE_SIMULATION_SEED"];
const count = only ? 1 : Number(process.env["HEADGATE_SIMULATION_SEEDS"] ?? 1_000);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await bundleSimulation(bundle);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (of: string, first: number, seeds: number, workers = 2) =>
  runSeeds({ bundle: pathToFileURL(of).href, first, count: seeds, steps, workers });

describe("admission, settlement, ledger, feed, sums and webhooks on simulated time", () => {
  it("keep every promise after every step, whatever is slow, lost or killed", {
    timeout: 1_800_000,
  }, async () => {
    const results = await run(bundle, Number(only ?? 1), count);
    const broken = results.flatMap(({ seed, steps: at, failure }) =>
      failure === undefined
        ? []
        : [`HEADGATE_SIMULATION_SEED=${seed} repeats it (step ${at}): ${failure}`],
    );
    expect(broken).toEqual([]);
    expect(results).toHaveLength(count);
    if (only) return;
    // The runs are of what they are meant for: each has traffic, and faults.
    const sum = (of: "steps" | "events" | "crashes") =>
      results.reduce((total, result) => total + result[of], 0);
    expect(sum("steps")).toBeGreaterThan(count * steps);
    expect(sum("events")).toBeGreaterThan(count * 50);
    expect(sum("crashes")).toBeGreaterThan(count);
  });

  it("are the same, byte for byte, when a seed is run again", { timeout: 600_000 }, async () => {
    for (const seed of [1, 2, 3]) {
      const [first] = await run(bundle, seed, 1, 1);
      const [again] = await run(bundle, seed, 1, 1);
      expect(again).toEqual(first);
      expect(first?.events).toBeGreaterThan(0);
    }
  });
});

/** Faults as somebody might make them: each breaks one promise in rare cases. */
const mutants: Record<string, Mutant & { found: RegExp }> = {
  "a window that forgets its oldest cell too early": {
    file: "gateway/limits/memory/rolling-window.ts",
    from: "while (this.length > 0 && this.at(this.newest, this.head) + this.windowMs <= now)",
    to: "while (this.length > 0 && this.at(this.newest, this.head) + this.windowMs * 0.95 <= now)",
    found: /were admitted of/,
  },
  "counters rebuilt without waiting for what a killed gateway had sent": {
    file: "gateway/metering/ledger/rebuild-counters.ts",
    from: 'if (!(await awaitWriters(deps.db, "events", writersPatienceMs)))',
    to: "if (false)",
    found: /counted of/,
  },
  "a feed that is read up to now, without waiting for commits": {
    file: "gateway/metering/ledger/settle.ts",
    from: "if (!(await awaitWriters(db, source, patienceMs))) return false;",
    to: "",
    found: /which readers had passed/,
  },
  "a lease that ends before its attempt": {
    file: "gateway/metering/deliveries/webhook-dispatcher.ts",
    from: "const leaseMs = 30_000;",
    to: "const leaseMs = 3_000;",
    found: /is sent twice at once/,
  },
};

describe("a fault that is planted is found", () => {
  it.each(Object.entries(mutants))("%s", { timeout: 900_000 }, async (_name, mutant) => {
    const mutated = join(folder, "mutant.mjs");
    await bundleSimulation(mutated, mutant);
    const results = await run(mutated, 1, 300);
    const failures = results.flatMap(({ failure }) => failure ?? []);
    expect(failures[0]).toMatch(mutant.found);
  });
});
