import { type Latency, type Load, measureLatency } from "./load";
import { percentile } from "./percentile";

/**
 * Latency of each target at a steady rate, in turns: the median turn of each, as a busy moment hits
 * one of them. The first turn of each only warms up: connections, compiled code, and the load's own.
 */
export async function latencyInTurns<Name extends string>(
  targets: Record<Name, Pick<Load, "url" | "headers">>,
  load: Pick<Load, "body" | "seconds">,
  { requestsPerSecond, rounds }: { requestsPerSecond: number; rounds: number },
): Promise<Record<Name, Latency>> {
  const turns = new Map<string, Latency[]>();
  const entries = Object.entries<Pick<Load, "url" | "headers">>(targets);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, target] of entries) {
      const turn = await measureLatency({ ...target, ...load }, requestsPerSecond);
      if (round > 0) turns.set(name, [...(turns.get(name) ?? []), turn]);
    }
  }
  const middleOf = (name: string): Latency => {
    const all = turns.get(name) ?? [];
    const middle = (of: keyof Latency) =>
      percentile(
        all.map((turn) => turn[of]),
        0.5,
      );
    return { p50Ms: middle("p50Ms"), p99Ms: middle("p99Ms") };
  };
  return Object.fromEntries(entries.map(([name]) => [name, middleOf(name)])) as Record<
    Name,
    Latency
  >;
}
