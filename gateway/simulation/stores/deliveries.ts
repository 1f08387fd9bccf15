import type * as real from "../../metering/deliveries/delivery-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

const noBytes = Buffer.alloc(0);

export const countPending: Real["countPending"] = (db, _workspaceId, max) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    let count = 0;
    for (const { status } of postgres.deliveries.values()) if (status === "pending") count += 1;
    return Math.min(count, max);
  });
};

export const insertDelivery: Real["insertDelivery"] = (tx, { idempotencyKeys, body, at }) => {
  const world = currentWorld();
  const { postgres } = world;
  const session = findSession(tx);
  return postgres.call(session, () => {
    const id = world.nextId("delivery");
    session.write(() =>
      postgres.deliveries.set(id, {
        ...{ id, body, idempotencyKeys, status: "pending", nextAttemptAtMs: at.getTime() },
        ...{ leaseId: null, leaseUntilMs: 0, roundAttempts: 0, roundSpentMs: 0, attemptCount: 0 },
      }),
    );
    return id;
  });
};

export const claimDeliveries: Real["claimDeliveries"] = (db, claim) => {
  const world = currentWorld();
  const { postgres } = world;
  return postgres.call(findSession(db), () => {
    const atMs = claim.at.getTime();
    const [busy = 0] = claim.underWay.values();
    const free = Math.min(claim.limit, Math.max(0, claim.perWorkspaceMax - busy));
    return [...postgres.deliveries.values()]
      .filter(
        ({ status, nextAttemptAtMs, leaseId, leaseUntilMs }) =>
          status === "pending" && nextAttemptAtMs <= atMs && (!leaseId || leaseUntilMs <= atMs),
      )
      .sort((one, other) => one.nextAttemptAtMs - other.nextAttemptAtMs)
      .slice(0, free)
      .map((delivery) => {
        const leaseId = world.nextId("lease");
        delivery.leaseId = leaseId;
        delivery.leaseUntilMs = claim.leaseUntil.getTime();
        const { id, body, roundAttempts, roundSpentMs, attemptCount } = delivery;
        return {
          ...{ id, leaseId, body, roundAttempts, roundSpentMs, attemptCount },
          ...{ workspaceId: world.workspaceId, url: "https://receiver.example" },
          ...{ secretEncrypted: noBytes, previousSecretEncrypted: null, previousSecretUntil: null },
        };
      });
  });
};

export const finishAttempt: Real["finishAttempt"] = (db, attempt) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    const delivery = postgres.deliveries.get(attempt.id);
    if (delivery?.leaseId !== attempt.leaseId) return false;
    delivery.status = attempt.status;
    delivery.nextAttemptAtMs = attempt.nextAttemptAt.getTime();
    delivery.roundSpentMs = attempt.roundSpentMs;
    delivery.roundAttempts += 1;
    delivery.attemptCount = attempt.number;
    delivery.leaseId = null;
    return true;
  });
};

export const releaseDelivery: Real["releaseDelivery"] = (db, { id, leaseId }) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    const delivery = postgres.deliveries.get(id);
    if (delivery?.leaseId === leaseId) delivery.leaseId = null;
  });
};

export const deleteOldDeliveries: Real["deleteOldDeliveries"] = async () => 0;
