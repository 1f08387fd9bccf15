import { LRUCache } from "lru-cache";
import { tooManyUnknownKeys } from "../errors/inference-error";

/** Keeps keys that nobody has from costing those who have one. */
export interface UnknownKeyGuard {
  /**
   * Looks up a key that has not been seen here, a few at a time. An address whose keys are unknown
   * again and again has that many look-ups a second and no more. @throws InferenceError 429
   */
  lookUp<Found>(
    address: string,
    load: () => Promise<Found>,
    isUnknown: (found: Found) => boolean,
  ): Promise<Found>;
}

export interface UnknownKeyGuardOptions {
  nowMs: () => number;
  atOnce?: number;
  waitingMax?: number;
}

/**
 * Unknown keys that one address may send at once, as a deployment with old keys does; then so many
 * a second.
 */
export const unknownKeysFree = 300;
export const unknownKeysPerSecond = 20;
const addressesMax = 20_000;

interface Allowance {
  left: number;
  atMs: number;
}

export function createUnknownKeyGuard({
  nowMs,
  atOnce = 2,
  waitingMax = 1_000,
}: UnknownKeyGuardOptions): UnknownKeyGuard {
  const allowances = new LRUCache<string, Allowance>({ max: addressesMax });
  const waiting: (() => void)[] = [];
  let running = 0;

  /** The allowance of this address, refilled for the time that has passed. */
  function findAllowance(address: string): Allowance {
    const now = nowMs();
    const kept = allowances.get(address) ?? { left: unknownKeysFree, atMs: now };
    const earned = ((now - kept.atMs) / 1_000) * unknownKeysPerSecond;
    kept.left = Math.min(unknownKeysFree, kept.left + earned);
    kept.atMs = now;
    allowances.set(address, kept);
    return kept;
  }

  return {
    async lookUp(address, load, isUnknown) {
      const allowance = findAllowance(address);
      if (allowance.left < 1 || waiting.length >= waitingMax) throw tooManyUnknownKeys();
      // Taken before the look-up, or all calls that come at once would pass. A real key gives it
      // back.
      allowance.left -= 1;
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        const found = await load();
        if (!isUnknown(found)) allowance.left += 1;
        return found;
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
