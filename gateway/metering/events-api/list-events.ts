import { z } from "zod";
import type { BillingEvent, ListEventsQuery } from "../../contracts/billing-event";
import type { Page } from "../../contracts/page";
import type { Deps } from "../../deps";
import { AppError } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, toPage } from "../../platform/http/pagination";
import { type FeedRow, type FeedSelection, selectFeed } from "../ledger/event-feed-store";
import { raiseFloor, selectFloor } from "../ledger/recording-store";
import { settle } from "../ledger/settle";
import { toBillingEvent } from "./to-billing-event";

/** To the end of the year 9999: what no date holds is a position of nobody's. */
const moment = z.int().min(0).max(253_402_300_799_999);

/** The window and the filters of the first page, and how far it was read. */
const feedCursor = z.object({
  start: moment,
  end: moment,
  keys: z.array(z.string()).optional(),
  entities: z.array(z.string()).optional(),
  after: z.object({ at: moment, key: z.string() }),
});

/** Commits take milliseconds; one that hangs must not hang whoever pulls. */
const settlePatienceMs = 5_000;

/**
 * One page of the workspace's billing events, in the order in which they were recorded. A window
 * ends no later than what can no longer change, so nothing committed late is ever skipped.
 * Source: gateway API, "Billing events".
 */
export async function listEvents(
  deps: Pick<Deps, "db">,
  { workspaceId }: ManagementContext,
  query: ListEventsQuery,
): Promise<Page<BillingEvent>> {
  const window = query.cursor ? windowOfCursor(query.cursor) : await windowOfQuery(deps, query);
  const rows = await selectFeed(deps.db, { workspaceId, ...window, limit: query.limit + 1 });
  return toPage(rows, query.limit, toEvent, ({ recordedAt, idempotencyKey }) => ({
    start: window.startMs,
    end: window.endMs,
    ...(window.apiKeyPrefixes && { keys: [...window.apiKeyPrefixes] }),
    ...(window.externalEntityIds && { entities: [...window.externalEntityIds] }),
    after: { at: recordedAt.getTime(), key: idempotencyKey },
  }));
}

type Window = Omit<FeedSelection, "workspaceId" | "limit">;

function windowOfCursor(cursor: string): Window {
  const { start, end, keys, entities, after } = decodeCursor(cursor, feedCursor);
  return {
    startMs: start,
    endMs: end,
    after: { recordedAtMs: after.at, idempotencyKey: after.key },
    apiKeyPrefixes: keys,
    externalEntityIds: entities,
  };
}

async function windowOfQuery(deps: Pick<Deps, "db">, query: ListEventsQuery): Promise<Window> {
  const wantedMs = query.end_time === undefined ? undefined : Date.parse(query.end_time);
  return {
    startMs: Date.parse(query.start_time ?? ""),
    endMs: await settledEnd(deps, wantedMs),
    after: undefined,
    apiKeyPrefixes: query.api_keys,
    externalEntityIds: query.external_entity_ids,
  };
}

/**
 * The end of the window, no later than what is recorded now. Commits that may still fall into it are
 * waited for: whoever continues at `end_time` must have seen all before it. Where the end is not
 * reached yet and a commit hangs, the window ends before that one. Source: decision 0073.
 * @throws AppError UNAVAILABLE when that takes too long
 */
async function settledEnd({ db }: Pick<Deps, "db">, wantedMs = Infinity): Promise<number> {
  const floor = await selectFloor(db, "events");
  if (wantedMs <= floor.settledMs) return wantedMs;
  const floorMs = wantedMs <= floor.floorMs ? floor.floorMs : await raiseFloor(db, "events");
  if (await settle(db, "events", floorMs, settlePatienceMs)) return Math.min(wantedMs, floorMs);
  if (wantedMs > floor.nowMs) return floor.settledMs;
  throw new AppError("UNAVAILABLE", "Events before end_time are still being recorded; try again");
}

function toEvent(row: FeedRow): BillingEvent {
  return { ...toBillingEvent(row), ...(row.estimated && { estimated: true }) };
}
