import type { Queryable } from "../../platform/db/database";
import { type AuditQuery, type AuditRow, selectAuditLogs, selectStretchEnd } from "./audit-store";

export interface SearchEffort {
  /** Entries that one query looks into. */
  stretchRows: number;
  /** After so long no further stretch is begun. */
  enoughMs: number;
}

/** A second of work a stretch; the answer stays well below what a caller waits for. */
const effort: SearchEffort = { stretchRows: 40_000, enoughMs: 3_000 };

export interface FoundAuditLogs {
  /** In the query's order, at most `limit`. */
  rows: AuditRow[];
  /** Position of the last entry that was looked into; undefined = up to the limit, or to the end. */
  stoppedAt: number | undefined;
}

/**
 * What is searched for has no index: a log of millions would be read for half a minute. So it is
 * looked through stretch by stretch, and left off after a while.
 */
export async function searchAuditLogs(
  db: Queryable,
  query: AuditQuery,
  { stretchRows, enoughMs }: SearchEffort = effort,
): Promise<FoundAuditLogs> {
  const endsMs = performance.now() + enoughMs;
  const rows: AuditRow[] = [];
  let { after } = query;
  for (;;) {
    const upTo = await selectStretchEnd(db, { ...query, after, limit: stretchRows });
    const limit = query.limit - rows.length;
    rows.push(...(await selectAuditLogs(db, { ...query, after, upTo, limit })));
    if (upTo === undefined || rows.length === query.limit) return { rows, stoppedAt: undefined };
    if (performance.now() > endsMs) return { rows, stoppedAt: upTo };
    after = upTo;
  }
}
