import { once } from "node:events";
import type { RedisSettings } from "../redis-settings";
import { openRedis } from "./open-redis";

const patienceMs = 3_000;

/**
 * Adds to the settings whether their one address belongs to a cluster. Where Redis is away they
 * stay as they are.
 */
export async function detectCluster(settings: RedisSettings): Promise<RedisSettings> {
  if (settings.sentinel || settings.nodes.length > 1) return settings;
  const redis = openRedis(settings, { commandMs: patienceMs });
  try {
    await once(redis, "ready", { signal: AbortSignal.timeout(patienceMs) });
    const slots = await redis.call("cluster", "slots");
    return { ...settings, isCluster: Array.isArray(slots) };
  } catch {
    // Not reached, refused by a single Redis ("cluster support disabled"), or not allowed to ask.
    return settings;
  } finally {
    redis.disconnect();
  }
}
