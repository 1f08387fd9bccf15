import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { listEventsQuery } from "../../gateway/contracts/billing-event";
import { listEvents } from "../../gateway/metering/events-api/list-events";
import { type Database, openDatabase } from "../../gateway/platform/db/database";
import { migrate } from "../../gateway/platform/db/migrate";
import { startEmbeddedPostgres } from "../../gateway/platform/embedded-postgres/embedded-postgres";
import { percentile } from "../percentile";
import type { Figure } from "../report";
import { type EventsFixture, fillEvents } from "./fill-events";

const quiet = { info: () => {}, warn: () => {} };
const perPage = 1_000;
/** Pages of each end and of the middle. */
const sample = 100;

/**
 * Pulls a whole ledger of `events` events page by page, as the route does it without HTTP, and
 * says what a page costs at its start, middle and end. 10 million: 8 minutes, 12 GB of disk.
 */
export async function measureEvents(events: number): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-bench-events-"));
  const server = await startEmbeddedPostgres({ dataDir, log: quiet });
  const db = openDatabase({
    ...{ url: server.url, connections: 2, onIdleError: () => {} },
    statementMs: 3_600_000,
  });
  try {
    await migrate(server.url, {
      directory: resolve("gateway/platform/db/migrations"),
      schema: "public",
    });
    const startedMs = performance.now();
    const fixture = await fillEvents(db, events);
    console.log(
      `${events} events were made in ${Math.round((performance.now() - startedMs) / 1_000)} s`,
    );
    const all = await pull(db, fixture, {});
    if (all.events !== events) throw new Error(`${all.events} of ${events} events were pulled`);
    const middle = Math.floor(all.pagesMs.length / 2);
    const firstMs = percentile(all.pagesMs.slice(0, sample), 0.5);
    const lastMs = percentile(all.pagesMs.slice(-sample), 0.5);
    const ofKey = await pull(db, fixture, { api_keys: fixture.keyPrefix });
    const figures: Figure[] = [
      { name: `events: a page of ${perPage}, first ${sample}, median`, value: firstMs, unit: "ms" },
      {
        name: `events: middle ${sample}, median`,
        value: percentile(all.pagesMs.slice(middle - sample / 2, middle + sample / 2), 0.5),
        unit: "ms",
      },
      { name: `events: last ${sample}, median`, value: lastMs, unit: "ms" },
      { name: "events: last ÷ first", value: lastMs / firstMs, unit: "", atMost: 1.5 },
      { name: "events: all pages, p99", value: percentile(all.pagesMs, 0.99), unit: "ms" },
      { name: "events: all pages, slowest", value: Math.max(...all.pagesMs), unit: "ms" },
      { name: "events: pages of the whole ledger", value: all.pagesMs.length, unit: "" },
      {
        name: `events: a page of one key's, of 1,000 keys, median of ${ofKey.pagesMs.length}`,
        value: percentile(ofKey.pagesMs, 0.5),
        unit: "ms",
      },
    ];
    return figures;
  } finally {
    await db.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Page after page by its cursor, to the end of the window. */
async function pull(
  db: Database,
  { workspaceId, startMs, endMs }: EventsFixture,
  filter: Record<string, string>,
): Promise<{ events: number; pagesMs: number[] }> {
  const context = {
    ...({
      workspaceId,
      workspaceName: "bench",
      scope: "view",
      keyId: null,
      owner: null,
      requestId: "",
      source: "",
      precondition: {},
    } as const),
    actor: { type: "SYSTEM", id: "", name: "" } as const,
  };
  const window = {
    start_time: new Date(startMs).toISOString(),
    end_time: new Date(endMs).toISOString(),
    ...filter,
  };
  const pagesMs: number[] = [];
  let events = 0;
  let cursor: string | null = null;
  do {
    const asked = cursor === null ? window : { cursor };
    const query = listEventsQuery.parse({ limit: String(perPage), ...asked });
    const startedMs = performance.now();
    const { items, pagination } = await listEvents({ db }, context, query);
    pagesMs.push(performance.now() - startedMs);
    events += items.length;
    cursor = pagination.cursor;
  } while (cursor !== null);
  return { events, pagesMs };
}
