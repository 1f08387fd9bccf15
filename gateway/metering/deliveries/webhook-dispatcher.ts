import { dayMs } from "../../contracts/leaves/time";
import type { Deps } from "../../deps";
import { isDatabaseUnreachable } from "../../platform/db/is-database-unreachable";
import { guardedDispatcher } from "../../platform/http/address-guard";
import { repeat } from "../../platform/process/repeat";
import { findHorizon } from "../ledger/find-horizon";
import { selectActiveWebhooks } from "../webhooks/webhook-settings-store";
import { batchEvents } from "./batch-events";
import { deliver, giveUp } from "./deliver";
import { type ClaimedDelivery, claimDeliveries, deleteOldDeliveries } from "./delivery-store";
import { attemptMsMax } from "./next-attempt";
import { selectWebhookBacklog } from "./webhook-backlog-store";

export interface WebhookDispatcher {
  /** Batches what is new and begins what is due. Runs by itself every `pollMs`. */
  step(): Promise<void>;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  /** Begins nothing new; attempts that last longer than `graceMs` are broken off, uncounted. */
  close(graceMs: number): Promise<void>;
}

export interface WebhookDispatcherOptions {
  /** null = only `step` moves it. */
  pollMs?: number | null;
  attemptMs?: number;
  perWorkspaceMax?: number;
}

const underWayMax = 32;
/** Longer than any attempt, and than the difference of replicas' clocks. */
const leaseMs = 30_000;
const batchesPerStep = 20;
const failedBatchMs = 15_000;
const housekeepingMs = 600_000;
const keptMs = { delivered: 7 * dayMs, deadLetters: 30 * dayMs };
const deletedAtOnce = 500;

/**
 * Sends billing events to the workspaces' webhooks. Everything that waits lies in the database, so
 * that a receiver that is down costs no memory, and a dispatcher that dies loses nothing.
 */
export function openWebhookDispatcher(
  deps: Pick<Deps, "db" | "clock" | "cipher" | "config" | "log" | "metrics">,
  { pollMs = 250, attemptMs = attemptMsMax, perWorkspaceMax = 8 }: WebhookDispatcherOptions = {},
): WebhookDispatcher {
  const { db, clock, log } = deps;
  const connections = guardedDispatcher(deps.config, { connectTimeoutMs: attemptMs });
  const underWay = new Map<Promise<void>, string>();
  const stopped = new AbortController();
  let closing = false;
  let stepping: Promise<void> | undefined;
  let claiming: Promise<void> | undefined;
  const batchesFrom = new Map<string, number>();
  let mayWait = false;
  let failing = false;
  let cleanedAtMs = Number.NEGATIVE_INFINITY;
  deps.metrics.watch({
    webhookDeliveries: () => selectWebhookBacklog(db, new Date(clock.now())),
  });

  async function run(): Promise<void> {
    const active = await selectActiveWebhooks(db);
    const horizonMs = active.length > 0 ? await findHorizon(db, "events") : 0;
    for (const workspaceId of active) await batchWorkspace(workspaceId, horizonMs);
    await claiming;
    await begin();
    if (clock.now() - cleanedAtMs >= housekeepingMs) await clean();
  }

  /** One workspace's events that can't be put together hold up no other workspace's. */
  async function batchWorkspace(workspaceId: string, horizonMs: number): Promise<void> {
    if (clock.now() < (batchesFrom.get(workspaceId) ?? 0)) return;
    try {
      for (let batch = 0; batch < batchesPerStep && !closing; batch += 1) {
        if (!(await batchEvents(deps, workspaceId, horizonMs))) break;
      }
      batchesFrom.delete(workspaceId);
    } catch (err) {
      if (isDatabaseUnreachable(err)) throw err;
      batchesFrom.set(workspaceId, clock.now() + failedBatchMs);
      log.error({ err, workspaceId }, "a workspace's billing events can't be batched");
    }
  }

  function begin(): Promise<void> {
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
    return claiming;
  }

  async function claim(): Promise<void> {
    const free = underWayMax - underWay.size;
    if (free <= 0 || closing) return;
    const at = clock.now();
    const claimed = await claimDeliveries(db, {
      at: new Date(at),
      leaseUntil: new Date(at + leaseMs),
      limit: free,
      perWorkspaceMax,
      underWay: countEach(underWay.values()),
    });
    mayWait = claimed.length >= Math.min(free, perWorkspaceMax);
    for (const delivery of claimed) track(delivery);
  }

  function track(delivery: ClaimedDelivery): void {
    const attempt = deliver(deps, connections, delivery, { stopped: stopped.signal, attemptMs })
      .catch((err) => endLost(delivery, err))
      .finally(() => {
        underWay.delete(attempt);
        // Begins the next at once, so that a backlog goes as fast as the receiver takes it. The
        // next poll logs a failure.
        if (mayWait && pollMs !== null) begin().catch(() => {});
      });
    underWay.set(attempt, delivery.workspaceId);
  }

  /**
   * Ends a delivery whose attempt could not be written down. Otherwise it would be claimed again
   * whenever its lease runs out.
   */
  async function endLost(delivery: ClaimedDelivery, err: unknown): Promise<void> {
    log.error({ err, delivery: delivery.id }, "a webhook's attempt was lost");
    if (isDatabaseUnreachable(err)) return;
    const reason = "not recorded: this delivery fails in the gateway itself; see its log";
    await giveUp(deps, delivery, reason).catch((error) =>
      log.error({ err: error, delivery: delivery.id }, "a webhook can't be given up"),
    );
  }

  async function clean(): Promise<void> {
    const now = clock.now();
    const before = {
      delivered: new Date(now - keptMs.delivered),
      deadLetters: new Date(now - keptMs.deadLetters),
      limit: deletedAtOnce,
    };
    // Where a full round was deleted there is more: the next step goes on deleting.
    if ((await deleteOldDeliveries(db, before)) < deletedAtOnce) cleanedAtMs = now;
  }

  function step(): Promise<void> {
    stepping ??= run().finally(() => {
      stepping = undefined;
    });
    return stepping;
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay.keys());
  }

  async function poll(): Promise<void> {
    try {
      await step();
      if (failing) log.info("webhooks are sent again");
      failing = false;
    } catch (err) {
      if (!failing) log.error({ err }, "webhooks can't be sent at the moment");
      failing = true;
    }
  }

  const stopPolling = repeat(pollMs, poll);
  return {
    step,
    idle,
    async close(graceMs) {
      closing = true;
      stopPolling();
      await Promise.allSettled([stepping, claiming]);
      const breakOff = setTimeout(() => stopped.abort(), graceMs);
      await idle();
      clearTimeout(breakOff);
      // Nothing is under way; an answer that was not read to its end is not waited for.
      await connections.destroy();
    },
  };
}

function countEach(values: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
