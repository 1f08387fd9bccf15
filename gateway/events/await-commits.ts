import { setTimeout as delay } from "node:timers/promises";
import type { Deps } from "../deps";
import { selectFeedHorizon } from "./event-feed-store";

const pollMs = 10;
const patienceMs = 10_000;

/**
 * Waits for what gateways had under way when it was called, one that was killed included: PostgreSQL
 * ends the statement of a connection that has gone. After 10 s it says so and goes on.
 */
export async function awaitCommits({ db, log }: Pick<Deps, "db" | "log">): Promise<void> {
  const { nowMs } = await selectFeedHorizon(db);
  const deadline = performance.now() + patienceMs;
  while ((await selectFeedHorizon(db)).horizonMs <= nowMs) {
    if (performance.now() > deadline) {
      log.warn("transactions of another gateway do not end; counting without them");
      return;
    }
    await delay(pollMs);
  }
}
