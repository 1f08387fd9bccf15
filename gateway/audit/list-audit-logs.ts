import { z } from "zod";
import { type AuditLog, auditEventGroups, type ListAuditLogsQuery } from "../contracts/audit";
import type { Page } from "../contracts/page";
import type { Queryable } from "../db/database";
import type { Deps } from "../deps";
import { invalidField } from "../http/app-error";
import type { ManagementContext } from "../http/context";
import { decodeCursor, encodeCursor, pageOf } from "../http/pagination";
import { type AuditQuery, selectAuditLogs } from "./audit-store";
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
  const direction = position?.direction ?? query.direction;
  const groups = query.event_type_groups ?? [];
  const [from, to] = [query.from, query.to].map((at) => (at ? new Date(at) : undefined));
  if (from && to && from >= to) throw invalidField("from", "from must be before to");
  const { rows, stoppedAt } = await findAuditLogs(deps.db, {
    workspaceId: context.workspaceId,
    direction,
    after: position?.after,
    eventTypes: groups.length > 0 ? groups.flatMap((group) => auditEventGroups[group]) : undefined,
    hiddenEventTypes: context.scope === "view" ? auditEventGroups.SECRET : [],
    search: query.search ?? "",
    actor: query.actor,
    from,
    to,
    limit: query.limit + 1,
  });
  if (stoppedAt !== undefined) {
    const cursor = encodeCursor({ after: stoppedAt, direction });
    return { items: rows.map(({ log }) => log), pagination: { has_more: true, cursor } };
  }
  return pageOf(
    rows,
    query.limit,
    (row) => row.log,
    (row) => ({ after: row.seq, direction }),
  );
}

async function findAuditLogs(db: Queryable, query: AuditQuery): Promise<FoundAuditLogs> {
  if (query.search !== "") return searchAuditLogs(db, query);
  return { rows: await selectAuditLogs(db, query), stoppedAt: undefined };
}
