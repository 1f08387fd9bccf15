import type * as real from "../../metering/rollups/rollup-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

export const tryLockRollups: Real["tryLockRollups"] = (tx) => {
  const { postgres } = currentWorld();
  const session = findSession(tx);
  return postgres.call(session, () => postgres.tryLock(session, "rollups"));
};

export const selectWatermark: Real["selectWatermark"] = (db, source) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    const { recordedAtMs, key } =
      source === "events" ? postgres.watermark : { recordedAtMs: 0, key: "" };
    return { recordedAt: new Date(recordedAtMs), key };
  });
};

export const saveWatermark: Real["saveWatermark"] = (tx, source, { recordedAt, key }) => {
  const { postgres } = currentWorld();
  const session = findSession(tx);
  return postgres.call(session, () => {
    if (source !== "events") return;
    session.write(() => {
      postgres.watermark = { recordedAtMs: recordedAt.getTime(), key };
    });
  });
};

export const addNextRows: Real["addNextRows"] = (tx, source, { after, horizonMs, limit }) => {
  const { postgres } = currentWorld();
  const session = findSession(tx);
  return postgres.call(session, () => {
    if (source !== "events") return { rows: 0, last: undefined };
    postgres.promisedMs = Math.max(postgres.promisedMs, horizonMs);
    const from = { recordedAtMs: after.recordedAt.getTime(), key: after.key };
    const rows = postgres.recordedAfter(from, horizonMs).slice(0, limit);
    session.write(() => {
      for (const row of rows) {
        const name = `${row.groupId} ${row.modelSlug}`;
        const sum = postgres.sums.get(name) ?? { requests: 0, tokens: 0 };
        sum.requests += 1;
        sum.tokens += row.inputTokens + row.outputTokens;
        postgres.sums.set(name, sum);
      }
    });
    const last = rows.at(-1);
    return {
      rows: rows.length,
      last: last && { recordedAt: new Date(last.recordedAtMs), key: last.idempotencyKey },
    };
  });
};
