import type * as real from "../../metering/webhooks/webhook-settings-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

export const selectActiveWebhooks: Real["selectActiveWebhooks"] = (db) => {
  const { postgres, workspaceId } = currentWorld();
  return postgres.call(findSession(db), () => [workspaceId]);
};

export const claimFedPosition: Real["claimFedPosition"] = (tx) => {
  const { postgres } = currentWorld();
  const session = findSession(tx);
  return postgres.call(session, () => {
    if (!postgres.tryLock(session, "webhook settings")) return undefined;
    return { recordedAtMs: postgres.fed.recordedAtMs, idempotencyKey: postgres.fed.key };
  });
};

export const moveFedPosition: Real["moveFedPosition"] = (tx, _workspaceId, position) => {
  const { postgres } = currentWorld();
  const session = findSession(tx);
  return postgres.call(session, () => {
    session.write(() => {
      postgres.fed = { recordedAtMs: position.recordedAtMs, key: position.idempotencyKey };
    });
  });
};

export const selectMetadataBytes: Real["selectMetadataBytes"] = async (_db, keys) =>
  new Map(keys.map((key) => [key, 0]));

export const selectMetadata: Real["selectMetadata"] = async () => new Map();
