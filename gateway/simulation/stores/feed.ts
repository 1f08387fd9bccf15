import type * as real from "../../metering/ledger/event-feed-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

export const selectFeed: Real["selectFeed"] = (db, selection) => {
  const { postgres } = currentWorld();
  const { startMs, endMs, after, limit } = selection;
  const from = after
    ? { recordedAtMs: after.recordedAtMs, key: after.idempotencyKey }
    : { recordedAtMs: startMs, key: "" };
  return postgres.call(findSession(db), () => {
    postgres.promisedMs = Math.max(postgres.promisedMs, endMs);
    return postgres
      .recordedAfter(from, endMs)
      .filter(({ billable }) => billable)
      .slice(0, limit)
      .map((row) => ({
        idempotencyKey: row.idempotencyKey,
        recordedAt: new Date(row.recordedAtMs),
        requestId: row.requestId,
        modelSlug: row.modelSlug,
        externalEntityId: row.externalEntityId,
        apiKeyPrefix: row.apiKeyPrefix,
        inputTokens: row.inputTokens,
        outputTokens: row.outputTokens,
        cachedInputTokens: row.cachedInputTokens,
        estimated: row.estimated,
      }));
  });
};
