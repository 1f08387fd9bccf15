import { z } from "zod";
import type { AuditLog, ListAuditLogsQuery } from "../../contracts/audit";
import type { Page } from "../../contracts/page";
import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { decodeCursor, encodeCursor, toPage } from "../../platform/http/pagination";
import { type AuditQuery, selectAuditLogs } from "./audit-store";
import { listActorTypes, presentAuditLog, storedEventTypes } from "./present-audit-log";
import { type FoundAuditLogs, searchAuditLogs } from "./search-audit-logs";

/** A cursor keeps its direction: the query's is ignored. Source: gateway API, "Audit". */
const auditCursor = z.object({ after: z.int().min(0), direction: z.enum(["asc", "desc"]) });

/**
 * One page of the workspace's audit log, newest first unless asked otherwise. A key of scope view
 * does not see secrets' events: they name secrets. A search in a long log may answer fewer than
 * `limit`, even none, with a cursor to go on looking from.
 */
export async function listAuditLogs(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
  query: ListAuditLogsQuery,
): Promise<Page<AuditLog>> {
  const position = query.cursor ? decodeCursor(query.cursor, auditCursor) : undefined;
  const direction = position?.direction ?? (query.direction === "ASC" ? "asc" : "desc");
  const { from, to } = toWindow(query);
  if (matchesNothing(query))
    return toPage(
      [],
      query.limit,
      (row) => row,
      () => ({}),
    );
  const { rows, stoppedAt } = await findAuditLogs(deps.db, {
    workspaceId: context.workspaceId,
    direction,
    after: position?.after,
    eventTypes: orAll(query.event_type_groups, storedEventTypes),
    hiddenEventTypes: context.scope === "view" ? storedEventTypes(["SECRETS"]) : [],
    search: query.search ?? "",
    actor: query.actor,
    actorIds: orAll(query.user_ids, (ids) => ids),
    actorTypes: orAll(query.sources, listActorTypes),
    from,
    to,
    limit: query.limit + 1,
  });
  if (stoppedAt !== undefined) {
    const cursor = encodeCursor({ after: stoppedAt, direction });
    return {
      items: rows.map(({ stored }) => presentAuditLog(stored)),
      pagination: { has_more: true, cursor },
    };
  }
  return toPage(
    rows,
    query.limit,
    ({ stored }) => presentAuditLog(stored),
    (row) => ({ after: row.seq, direction }),
  );
}

async function findAuditLogs(db: Queryable, query: AuditQuery): Promise<FoundAuditLogs> {
  const hasNoIndex = query.search !== "" || query.actorIds || query.actorTypes;
  if (hasNoIndex) return searchAuditLogs(db, query);
  return { rows: await selectAuditLogs(db, query), stoppedAt: undefined };
}

/** An empty list is an absent one. */
function orAll<Item, Value>(
  items: readonly Item[] | undefined,
  map: (items: readonly Item[]) => Value,
): Value | undefined {
  return items && items.length > 0 ? map(items) : undefined;
}

/** Nothing here is of a deployment or an environment. */
function matchesNothing(query: ListAuditLogsQuery): boolean {
  const { deployment_ids, chain_deployment_ids, environment_names } = query;
  return [deployment_ids, chain_deployment_ids, environment_names].some((ids) => ids?.length);
}

/** Both ways to say a window, together: the later beginning and the earlier end count. */
function toWindow(query: ListAuditLogsQuery): { from: Date | undefined; to: Date | undefined } {
  const inMs = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));
  const begins = [inMs(query.from), query.start_epoch_millis].filter((ms) => ms !== undefined);
  const ends = [inMs(query.to), query.end_epoch_millis].filter((ms) => ms !== undefined);
  const from = begins.length > 0 ? new Date(Math.max(...begins)) : undefined;
  const to = ends.length > 0 ? new Date(Math.min(...ends)) : undefined;
  if (from && to && from >= to) {
    const [start, end] = query.from ? ["from", "to"] : ["start_epoch_millis", "end_epoch_millis"];
    throw invalidField(start, `${start} must be before ${end}`);
  }
  return { from, to };
}
