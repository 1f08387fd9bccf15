import { type Latency, type Load, measureLatency } from "./load";
import { percentile } from "./percentile";

/**
 * Latency of each target at a steady rate, turn by turn, since a busy moment of the machine hits one or
 * all of a round. The first round only warms up: connections, compiled code, and the load's own.
 */
export async function latencyInTurns<Name extends string>(
  targets: Record<Name, Pick<Load, "url" | "headers">>,
  load: Pick<Load, "body" | "seconds">,
  { requestsPerSecond, rounds }: { requestsPerSecond: number; rounds: number },
): Promise<Record<Name, Latency[]>> {
  const entries = Object.entries<Pick<Load, "url" | "headers">>(targets);
  const turns = Object.fromEntries(entries.map(([name]) => [name, [] as Latency[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, target] of entries) {
      const turn = await measureLatency({ ...target, ...load }, requestsPerSecond);
      if (round > 0) turns[name]?.push(turn);
    }
  }
  return turns as Record<Name, Latency[]>;
}

/** Of the middle turn. */
export function toMedian(turns: readonly Latency[], of: keyof Latency): number {
  return percentile(
    turns.map((turn) => turn[of]),
    0.5,
  );
}

/** What one has more than another in the same round; of the middle round. */
export function addedOver(
  bases: readonly Latency[],
  turns: readonly Latency[],
  of: keyof Latency,
): number {
  return percentile(
    turns.map((turn, round) => turn[of] - (bases[round]?.[of] ?? Number.NaN)),
    0.5,
  );
}
