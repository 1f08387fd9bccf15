import { createHash } from "node:crypto";
import { setCurrentWorld } from "./current-world";
import { takeViolation, Violation } from "./invariants";
import { Run } from "./run";
import { World } from "./world";

export interface SeedResult {
  seed: number;
  steps: number;
  events: number;
  crashes: number;
  /** What did not hold; undefined where all did. */
  failure: string | undefined;
  /** Of all that was recorded and delivered: equal for two runs of a seed. */
  digest: string;
}

/** One run: `steps` steps of traffic and faults, then calm until everything has arrived. */
export async function runSeed(
  seed: number,
  steps: number,
  { hasStacks = false } = {},
): Promise<SeedResult> {
  takeViolation();
  // Refusals are many, and where they come from is known.
  Error.stackTraceLimit = hasStacks ? 10 : 0;
  const world = new World(seed);
  setCurrentWorld(world);
  const run = new Run(world);
  let failure: string | undefined;
  try {
    await run.traffic(steps);
    await run.calm();
  } catch (error) {
    failure = error instanceof Violation ? error.message : describe(error);
  }
  const { events } = world.postgres;
  const digest = createHash("sha256")
    .update(
      JSON.stringify([...events.values()].map((row) => [row.idempotencyKey, row.recordedAtMs])),
    )
    .update(JSON.stringify([...world.receiver.bodies.keys()]))
    .digest("hex");
  const { steps: done } = world.scheduler;
  return { seed, steps: done, events: events.size, crashes: run.crashes, failure, digest };
}

const describe = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
