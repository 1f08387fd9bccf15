import type { Logger } from "pino";
import type { ChainLimit, CounterStore, LimitState } from "./counter-store";

/** Limits of one tree whose counters are wanted; the same limit may be in several. */
export interface TreeLimits {
  rootId: string;
  limits: readonly ChainLimit[];
}

/** What the counters say, by `counterKey`. */
export type LimitStates = ReadonlyMap<string, LimitState>;

/** A script holds Redis' thread. Small reads keep calls of models from waiting. */
const limitsPerRead = 100;
const readsAtOnce = 16;

/**
 * Reads each counter once, charging nothing. Null = unknown: a reader must learn the limits all the
 * same, and never take unknown for 0. A store that lost its counters answers too few states, or throws.
 */
export async function readStates(
  { counters, log }: { counters: CounterStore; log: Pick<Logger, "warn"> },
  trees: readonly TreeLimits[],
): Promise<LimitStates | null> {
  const states = new Map<string, LimitState>();
  const reads = planReads(trees);
  try {
    for (let at = 0; at < reads.length; at += readsAtOnce) {
      const answers = reads.slice(at, at + readsAtOnce).map(async ({ rootId, limits }) => {
        const read = await counters.readChain(limits, rootId);
        for (const state of read) states.set(counterKey(state.limit), state);
        return read.length === limits.length;
      });
      if ((await Promise.all(answers)).includes(false)) return null;
    }
    return states;
  } catch (err) {
    log.warn({ err }, "limits are explained without their use: the counters can't be read");
    return null;
  }
}

/** A counter has one limit for each of these: the one of the group that declares it. */
export function counterKey({ counterGroupId, slug, type, unit }: ChainLimit): string {
  return `${counterGroupId} ${slug} ${type} ${unit}`;
}

/** Each counter once, a tree and slug at a time, in parts. */
function planReads(trees: readonly TreeLimits[]): TreeLimits[] {
  const known = new Set<string>();
  const bySlug = new Map<string, { rootId: string; limits: ChainLimit[] }>();
  for (const { rootId, limits } of trees) {
    for (const limit of limits) {
      const counter = counterKey(limit);
      if (known.has(counter)) continue;
      known.add(counter);
      const key = `${rootId} ${limit.slug}`;
      const read = bySlug.get(key);
      if (read) read.limits.push(limit);
      else bySlug.set(key, { rootId, limits: [limit] });
    }
  }
  return [...bySlug.values()].flatMap(({ rootId, limits }) => {
    const parts = Math.ceil(limits.length / limitsPerRead);
    return Array.from({ length: parts }, (_, part) => ({
      rootId,
      limits: limits.slice(part * limitsPerRead, (part + 1) * limitsPerRead),
    }));
  });
}
