import type * as real from "../../metering/ledger/recording-store";
import { currentWorld } from "../current-world";
import { findSession } from "../simulated-database";

type Real = typeof real;

/** Refusals are not part of the simulation: nothing of them is ever recorded. */
const isOfEvents = (source: real.RecordingSource) => source === "events";

export const raiseFloor: Real["raiseFloor"] = (db) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    postgres.floorMs = Math.max(postgres.floorMs, Math.floor(postgres.nowMs)) + 1;
    return postgres.floorMs;
  });
};

export const selectFloor: Real["selectFloor"] = (db, source) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => ({
    floorMs: isOfEvents(source) ? postgres.floorMs : 0,
    settledMs: isOfEvents(source) ? postgres.settledMs : 0,
    nowMs: postgres.nowMs,
  }));
};

export const saveSettled: Real["saveSettled"] = (db, source, settledMs) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    if (isOfEvents(source)) postgres.settledMs = Math.max(postgres.settledMs, settledMs);
  });
};

export const hasRowsFrom: Real["hasRowsFrom"] = (db, source, { floorMs }) => {
  const { postgres } = currentWorld();
  return postgres.call(findSession(db), () => {
    if (!isOfEvents(source)) return false;
    for (const { recordedAtMs } of postgres.events.values()) {
      if (recordedAtMs >= floorMs) return true;
    }
    return false;
  });
};

export const selectWriters: Real["selectWriters"] = (db, source) => {
  const { postgres } = currentWorld();
  return postgres.call(
    findSession(db),
    () => new Set(isOfEvents(source) ? postgres.writers : undefined),
  );
};
