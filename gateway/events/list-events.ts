import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { BillingEvent, ListEventsQuery } from "../contracts/billing-event";
import type { Page } from "../contracts/page";
import type { Deps } from "../deps";
import { AppError } from "../http/app-error";
import type { ManagementContext } from "../http/context";
import { decodeCursor, pageOf } from "../http/pagination";
import { billingEventOf } from "./billing-event-of";
import {
  type FeedRow,
  type FeedSelection,
  selectFeed,
  selectFeedHorizon,
} from "./event-feed-store";

/** The window and the filters of the first page, and how far it was read. */
const feedCursor = z.object({
  start: z.int(),
  end: z.int(),
  keys: z.array(z.string()).optional(),
  entities: z.array(z.string()).optional(),
  after: z.object({ at: z.int(), key: z.string() }),
});

const horizonPollMs = 20;
/** Commits take milliseconds; one that hangs must not hang whoever pulls. */
const horizonPatienceMs = 5_000;

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
  return pageOf(rows, query.limit, eventOf, ({ recordedAt, idempotencyKey }) => ({
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
 * The end of the window, no later than the horizon. An end that has passed, but into which a commit
 * may still fall, is waited for: whoever continues at `end_time` must have seen all before it.
 * @throws AppError UNAVAILABLE when that takes too long
 */
async function settledEnd({ db }: Pick<Deps, "db">, wantedMs: number | undefined): Promise<number> {
  const first = await selectFeedHorizon(db);
  // Later than now: what is there now is all that can be answered.
  if (wantedMs === undefined || wantedMs > first.nowMs) return first.horizonMs;
  const deadline = performance.now() + horizonPatienceMs;
  for (let { horizonMs } = first; horizonMs < wantedMs; ) {
    if (performance.now() > deadline) {
      throw new AppError(
        "UNAVAILABLE",
        "Events before end_time are still being recorded; try again",
      );
    }
    await delay(horizonPollMs);
    horizonMs = (await selectFeedHorizon(db)).horizonMs;
  }
  return wantedMs;
}

function eventOf(row: FeedRow): BillingEvent {
  return { ...billingEventOf(row), ...(row.estimated && { estimated: true }) };
}
