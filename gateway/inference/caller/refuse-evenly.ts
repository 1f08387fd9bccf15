import { setTimeout as delay } from "node:timers/promises";

/** Longer than a look-up in the database usually takes. */
const stepMs = 5;

/**
 * Waits until a whole number of steps has passed since a call arrived. A refused key is answered
 * then: whether its prefix is known, in memory, or no key's at all can't be told from the time.
 */
export async function refuseEvenly(
  arrivedMs: number,
  time = { now: () => performance.now(), wait: (ms: number) => delay(ms) },
): Promise<void> {
  const passedMs = Math.max(0, time.now() - arrivedMs);
  await time.wait((Math.floor(passedMs / stepMs) + 1) * stepMs - passedMs);
}
