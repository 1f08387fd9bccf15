import { afterAll, beforeAll, expect, test } from "vitest";
import type { ListEventsQuery } from "../../contracts/billing-event";
import { dayMs, minuteMs } from "../../contracts/leaves/time";
import type { ManagementContext } from "../../platform/http/context";
import { countLedgerReads } from "../../testing/ledger-reads";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { usageEvent } from "../../testing/usage-rows";
import { insertEvents } from "../ledger/event-store";
import { findHorizon } from "../ledger/find-horizon";
import { createPartitions } from "../ledger/partition-store";
import { listEvents } from "./list-events";

const noon = Math.floor(Date.now() / dayMs) * dayMs - dayMs / 2;
const context = { workspaceId: "wsp_1" } as ManagementContext;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.transaction((tx) => createPartitions(tx, noon + dayMs, 1));
  // Two days before noon and twelve hours after it, one every 30 s.
  const rows = Array.from({ length: 7_200 }, (_, n) =>
    usageEvent({ workspaceId: "wsp_1", path: ["g"] }, noon - 2 * dayMs + n * 30_000),
  );
  for (let at = 0; at < rows.length; at += 1_000)
    await insertEvents(db, rows.slice(at, at + 1_000));
  await db.query(`UPDATE events SET recorded_at = "timestamp"`);
  await db.query("VACUUM ANALYZE events");
});
afterAll(() => database.drop());

test.each([
  ["an hour", 60 * minuteMs],
  ["a minute", minuteMs],
  ["two days from before the first event", 4 * dayMs],
])("case 76: the first page of %s costs what any page costs", async (_window, lengthMs) => {
  const query = (change: Partial<ListEventsQuery>): ListEventsQuery => ({
    start_time: new Date(noon - lengthMs).toISOString(),
    end_time: new Date(noon).toISOString(),
    limit: 10,
    ...change,
  });
  let cursor: string | undefined;
  const costs: number[] = [];
  for (let page = 0; page < 4; page += 1) {
    const reads = countLedgerReads(database.url);
    const answer = await listEvents(reads, context, query(cursor === undefined ? {} : { cursor }));
    costs.push(reads.rows());
    expect(reads.rows()).toBeGreaterThanOrEqual(answer.items.length);
    await reads.db.close();
    if (answer.pagination.cursor === null) break;
    cursor = answer.pagination.cursor;
  }
  // A row more than the page, and what the look at the clock of each partition costs.
  for (const cost of costs) expect(cost).toBeLessThanOrEqual(20);
});

test("looking for what is new reads the end of an index, however much is there", async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const reads = countLedgerReads(database.url);
    expect(await findHorizon(reads.db, "events")).toBeGreaterThan(noon);
    await reads.db.close();
    // The newest of each partition.
    expect(reads.rows()).toBeLessThanOrEqual(20);
  }
});
