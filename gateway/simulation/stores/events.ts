import type * as real from "../../metering/ledger/event-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

export const insertEvents: Real["insertEvents"] = (db, rows) =>
  currentWorld().postgres.insert(findSession(db), rows);

export const pingLedger: Real["pingLedger"] = (db) =>
  currentWorld().postgres.call(findSession(db), () => {});

export const selectSettledAfter: Real["selectSettledAfter"] = (tx, key, limit) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(tx), () =>
    [...postgres.events.values()]
      .filter((row) => row.idempotencyKey > key)
      .sort((one, other) => (one.idempotencyKey < other.idempotencyKey ? -1 : 1))
      .slice(0, limit)
      .map((row) => ({
        idempotencyKey: row.idempotencyKey,
        groupPath: [...row.groupPath],
        groupId: row.groupId,
        cascading: row.cascading,
        slug: row.modelSlug,
        tokens: row.inputTokens + row.outputTokens,
        requestId: row.requestId,
        admittedAt: new Date(row.admittedAt),
        settledAt: new Date(row.timestamp),
      })),
  );
};
