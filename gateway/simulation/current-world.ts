import type { Sent } from "../metering/deliveries/send-attempt";
import type { Scheduler } from "./scheduler";
import type { SimulatedPostgres } from "./simulated-postgres";

/** What timers, stores and readers of a run find around them. */
export interface Surroundings {
  readonly workspaceId: string;
  readonly scheduler: Scheduler;
  readonly postgres: SimulatedPostgres;
  readonly receiver: { take(id: string, body: Buffer, limitMs: number): Promise<Sent> };
  nextId(kind: string): string;
  findGroup(id: string): { path: readonly string[]; cascading: boolean };
  /** What is not a fault: limits, a database or Redis that is away, a lost connection. */
  isRefusal(error: unknown): boolean;
}

let current: Surroundings | undefined;

/** The run that is under way. */
export function currentWorld(): Surroundings {
  if (!current) throw new Error("no run is under way");
  return current;
}

export function setCurrentWorld(next: Surroundings): void {
  current = next;
}
