import type { Dispatcher } from "undici";
import type { Deps } from "../../deps";
import { readableSecret } from "../webhooks/webhook-secret";
import { type ClaimedDelivery, finishAttempt, releaseDelivery } from "./delivery-store";
import { attemptBudgetMs, judgeAttempt } from "./next-attempt";
import { sendAttempt } from "./send-attempt";
import { signBody } from "./sign-body";

/**
 * One attempt of a claimed delivery, and its record. `stopped` ends it early: then it does not
 * count, and another dispatcher may take it at once.
 */
export async function deliver(
  deps: Pick<Deps, "db" | "clock" | "cipher" | "config" | "log" | "metrics">,
  connections: Dispatcher,
  delivery: ClaimedDelivery,
  { stopped, attemptMs }: { stopped: AbortSignal; attemptMs: number },
): Promise<void> {
  const startedMs = deps.clock.now();
  const secrets = secretsInForce(deps, delivery, startedMs);
  if (secrets.length === 0) return giveUp(deps, delivery, unsigned);
  const round = { attempts: delivery.roundAttempts, spentMs: delivery.roundSpentMs };
  const timeout = AbortSignal.timeout(Math.min(attemptMs, attemptBudgetMs(round)));
  const sent = await sendAttempt(deps.config, connections, {
    id: delivery.id,
    url: delivery.url,
    body: delivery.body,
    signature: signBody(delivery.body, secrets),
    signal: AbortSignal.any([timeout, stopped]),
  });
  if (stopped.aborted && sent.httpStatus === null) return releaseDelivery(deps.db, delivery);
  const endedMs = deps.clock.now();
  const latencyMs = Math.max(0, endedMs - startedMs);
  const verdict = judgeAttempt(round, sent.httpStatus, latencyMs);
  const isPending = verdict.status === "pending";
  const written = await finishAttempt(deps.db, {
    id: delivery.id,
    leaseId: delivery.leaseId,
    number: delivery.attemptCount + 1,
    startedAt: new Date(startedMs),
    latencyMs,
    ...sent,
    status: verdict.status,
    nextAttemptAt: new Date(isPending ? endedMs + verdict.waitMs : endedMs),
    finishedAt: isPending ? null : new Date(endedMs),
    roundSpentMs: verdict.spentMs,
  });
  if (written) deps.metrics.webhookAttempts[verdict.status]++;
  else
    deps.log.warn(
      { delivery: delivery.id },
      "a webhook's lease ran out meanwhile, or it was removed",
    );
  if (verdict.status === "dead_letter") {
    deps.log.warn({ delivery: delivery.id, reason: sent.error }, "a webhook was given up");
  }
}

const unsigned = "not sent: the signing secret can't be decrypted; rotate it, then send again";

/**
 * A dead letter without an attempt: sending it can't succeed until somebody does something. Tried
 * for ever it would be seen by nobody.
 */
export async function giveUp(
  deps: Pick<Deps, "db" | "clock" | "log" | "metrics">,
  delivery: ClaimedDelivery,
  reason: string,
): Promise<void> {
  const now = new Date(deps.clock.now());
  const written = await finishAttempt(deps.db, {
    id: delivery.id,
    leaseId: delivery.leaseId,
    number: delivery.attemptCount + 1,
    startedAt: now,
    latencyMs: 0,
    httpStatus: null,
    response: null,
    error: reason,
    status: "dead_letter",
    nextAttemptAt: now,
    finishedAt: now,
    roundSpentMs: delivery.roundSpentMs,
  });
  if (written) deps.metrics.webhookAttempts.dead_letter++;
  deps.log.warn({ delivery: delivery.id, reason }, "a webhook was given up");
}

/**
 * The present secret, then the previous one while a rotation's overlap lasts. None where the
 * present one can't be read: the previous one must not sign alone.
 */
function secretsInForce(
  { cipher }: Pick<Deps, "cipher">,
  delivery: ClaimedDelivery,
  atMs: number,
): string[] {
  const { previousSecretEncrypted: previous, previousSecretUntil: until, workspaceId } = delivery;
  const present = readableSecret(cipher, workspaceId, delivery.secretEncrypted);
  if (present === undefined) return [];
  const isOverlapping = previous !== null && until !== null && until.getTime() > atMs;
  const former = isOverlapping ? readableSecret(cipher, workspaceId, previous) : undefined;
  return former === undefined ? [present] : [present, former];
}
