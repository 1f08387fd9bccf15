import { once } from "node:events";
import type { CounterStore, RebuildEntry } from "./counter-store";
import { createMemoryCounterStore } from "./memory/memory-counter-store";
import { detectCluster } from "./redis/detect-cluster";
import { openRedis } from "./redis/open-redis";
import { createRedisCounterStore } from "./redis/redis-counter-store";
import type { RedisSettings } from "./redis-settings";
import type { CountersClock } from "./steady-clock";

const readyMs = 5_000;
const commandMs = 5_000;

export interface CountersToRead {
  counters: CounterStore;
  close(): Promise<void>;
}

/**
 * The counters for somebody who decides nothing: those in Redis as they are, or what a gateway that
 * counts in memory would count if it started now. Rejects where Redis does not answer within 5 s.
 */
export async function openCountersToRead(
  redis: RedisSettings | null,
  clock: CountersClock,
  entries: () => AsyncIterable<RebuildEntry>,
): Promise<CountersToRead> {
  if (!redis) {
    const counters = createMemoryCounterStore(clock);
    await counters.rebuild(entries());
    return { counters, close: () => counters.close() };
  }
  const client = openRedis(await detectCluster(redis), { commandMs });
  try {
    await once(client, "ready", { signal: AbortSignal.timeout(readyMs) });
  } catch (error) {
    client.disconnect();
    throw error;
  }
  const counters = createRedisCounterStore({ redis: client });
  return {
    counters,
    async close() {
      await counters.close();
      client.disconnect();
    },
  };
}
