/** How the connections of one gateway are divided: nobody takes what is another's. */
export interface ConnectionShares {
  /** Session of its own: the end of the process gives the counters back. */
  lock: number;
  /** LISTEN: what other replicas change. */
  changes: number;
  /** Commits of answers. */
  ledger: number;
  /** Keys, groups, endpoints and secrets that inference has not in memory. */
  lookups: number;
  /** Batching, claiming and noting deliveries. */
  webhooks: number;
  /** Roll-ups, refusals, keys' last use: behind the backs of requests. */
  background: number;
  /** Everything that the management plane reads and writes. */
  management: number;
}

export const poolMaxRange = [10, 1_000] as const;
export const poolMaxDefault = "20";

/** @param max connections of the gateway, all together; from 10 */
export function shareConnections(max: number): ConnectionShares {
  const part = (share: number, least: number, most: number) =>
    Math.min(most, Math.max(least, Math.floor(max * share)));
  const given = {
    ...{ lock: 1, changes: 1, ledger: 2 },
    lookups: part(0.2, 2, 8),
    webhooks: part(0.15, 1, 8),
    background: part(0.1, 1, 4),
  };
  const taken = Object.values(given).reduce((sum, count) => sum + count, 0);
  return { ...given, management: max - taken };
}

/** Reads of long histories that may take one of them each; the rest are for all other work. */
export function slowReadsAtOnce(max: number): number {
  return Math.min(8, Math.max(1, Math.floor(shareConnections(max).management / 3)));
}
