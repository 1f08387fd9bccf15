import type { QueryResultRow } from "pg";
import { pino } from "pino";
import { monotonicFactory } from "ulidx";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Refusal } from "../../inference/admission/refusal-recorder";
import type { ChainLimit } from "../../limits/counter-store";
import type { Database } from "../../platform/db/database";
import { leastHoldMs } from "../../testing/longest-hold";
import { createTestDatabase } from "../../testing/test-database";
import { openRefusalRecorder } from "./refusal-recorder";

let nowMs = Date.UTC(2026, 10, 23, 12);
const clock = { now: () => nowMs };
const ulid = monotonicFactory();
const lines: string[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 23, 12);
  lines.length = 0;
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const limit: ChainLimit = {
  counterGroupId: "grp_root",
  sourceGroupId: "grp_root",
  slug: "acme/a",
  kind: "rate",
  type: "TOKEN",
  unit: "MINUTE",
  threshold: 100,
};

function refusal(groupId = "grp_a"): Refusal {
  const state = { limit, used: 100, remaining: 0, resetMs: 41_000.5 };
  return {
    requestId: `req_${ulid(nowMs)}`,
    refusedAt: nowMs,
    caller: {
      keyPrefix: "sky_abcdefghijkl",
      group: { id: groupId, workspaceId: "wsp_1", path: ["grp_root", groupId] },
    },
    slug: "acme/a",
    result: {
      admitted: false,
      binding: state,
      states: [state],
      retryAfterMs: 1_500.2,
      neverFits: false,
    },
  };
}

/** Inserts fail as if the server had gone, until it is mended. */
function breakable(db: Database): { db: Database; mend(): void } {
  let broken = true;
  return {
    db: {
      ...db,
      query: (text, values) =>
        broken ? Promise.reject(new Error("connection terminated")) : db.query(text, values),
    },
    mend: () => {
      broken = false;
    },
  };
}

async function countByPartition(): Promise<Record<string, number>> {
  const { rows } = await database.db.query<{ part: string; count: number }>(
    "SELECT tableoid::regclass::text AS part, count(*) FROM receipts GROUP BY 1 ORDER BY 1",
  );
  return Object.fromEntries(rows.map(({ part, count }) => [part, count]));
}

test("every refusal that was noted before an orderly shutdown is written, in the partition of its day", async () => {
  const recorder = openRefusalRecorder({ ...database, clock, log });
  for (let each = 0; each < 730; each++) recorder.note(refusal());
  await recorder.close();
  expect(await countByPartition()).toEqual({ receipts_2026_11_23: 730 });
  expect(recorder.counts()).toEqual({ queued: 0, dropped: 0 });
});

test("noting is cheap: 100,000 refusals at once take memory for the cap only, and the rest is counted and told once", async () => {
  const recorder = openRefusalRecorder(
    { ...database, clock, log },
    { queueMax: 50, queueMaxPerGroup: 40 },
  );
  const noting = async () => {
    for (let each = 0; each < 100_000; each++) recorder.note(refusal());
    expect(recorder.counts()).toEqual({ queued: 40, dropped: 99_960 });
    recorder.note(refusal("grp_b"));
    expect(recorder.counts().queued).toBe(41);
  };
  // Processor time beside a yardstick: 72 ms on two busy cores.
  expect(await leastHoldMs(noting, Number.POSITIVE_INFINITY)).toBeLessThan(5_000);
  await recorder.close();
  expect(await countByPartition()).toEqual({ receipts_2026_11_23: 41 });
  const told = lines.map((line) => JSON.parse(line)).filter(({ dropped }) => dropped);
  expect(told.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(99_960);
  expect(told.length).toBeLessThanOrEqual(2);
});

test("a database that is away for a while costs no refusal", async () => {
  const { db, mend } = breakable(database.db);
  const recorder = openRefusalRecorder({ db, clock, log });
  recorder.note(refusal());
  await expect.poll(() => lines.length, { timeout: 60_000 }).toBeGreaterThan(0);
  mend();
  recorder.note(refusal());
  await recorder.close();
  expect(await countByPartition()).toEqual({ receipts_2026_11_23: 2 });
});

test("refusals that were written though their answer was lost are added up once", async () => {
  let answers = 0;
  const db: Database = {
    ...database.db,
    query: async <Row extends QueryResultRow>(...sent: Parameters<Database["query"]>) => {
      const answer = await database.db.query<Row>(...sent);
      if (answers++ === 0) throw new Error("connection terminated");
      return answer;
    },
  };
  const recorder = openRefusalRecorder({ db, clock, log });
  for (let each = 0; each < 3; each++) recorder.note(refusal());
  await expect.poll(() => lines.length, { timeout: 60_000 }).toBeGreaterThan(0);
  for (let each = 0; each < 4; each++) recorder.note(refusal());
  await recorder.close();
  expect(await countByPartition()).toEqual({ receipts_2026_11_23: 7 });
  const { rows } = await database.db.query("SELECT refusals FROM refusal_hours");
  expect(rows).toEqual([{ refusals: 7 }]);
});

test("a database that is gone does not hold up the shutdown, and the loss is told", async () => {
  const recorder = openRefusalRecorder({ ...breakable(database.db), clock, log });
  recorder.note(refusal());
  await recorder.close();
  expect(recorder.counts()).toEqual({ queued: 0, dropped: 1 });
  expect(lines.at(-1)).toContain("without a record");
});

test("refusals are kept seven days, then dropped by the day", async () => {
  const day = 86_400_000;
  const recorder = openRefusalRecorder({ ...database, clock, log });
  for (let each = 0; each < 10; each++) {
    recorder.note(refusal());
    await expect.poll(() => recorder.counts().queued, { timeout: 60_000 }).toBe(0);
    nowMs += day;
  }
  await recorder.close();
  // Written on the 23rd to the 2nd; on the 2nd, noon, the 25th is the last seven days' oldest.
  expect(Object.keys(await countByPartition())).toEqual(
    ["11_25", "11_26", "11_27", "11_28", "11_29", "11_30", "12_01", "12_02"].map(
      (name) => `receipts_2026_${name}`,
    ),
  );
  const { rows } = await database.db.query(
    "SELECT at::date::text AS day FROM refusal_hours ORDER BY at",
  );
  expect(rows.map(({ day }) => day)).toEqual(
    ["11-25", "11-26", "11-27", "11-28", "11-29", "11-30", "12-01", "12-02"].map(
      (day) => `2026-${day}`,
    ),
  );
});
