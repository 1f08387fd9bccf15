import "server-only";
import { database } from "@/lib/database";
import {
  type DashboardEventRow,
  type DashboardEventType,
  listDashboardEvents,
} from "@/lib/db/dashboard-audit-store";
import { listMembers } from "@/lib/db/member-store";
import { type AuditView, auditWindow, type DashboardKind } from "@/lib/url-state/audit-view";

const typesOf: Record<DashboardKind, DashboardEventType[]> = {
  "sign-ins": ["MEMBER_SIGNED_IN", "SIGN_IN_FAILED"],
  members: ["MEMBER_CREATED", "MEMBER_UPDATED", "MEMBER_REMOVED"],
  access: ["MEMBER_PASSWORD_RESET", "MEMBER_SESSION_REVOKED"],
};

export interface DashboardEventPage {
  items: DashboardEventRow[];
  /** null = this is the last page. */
  cursor: string | null;
}

/** What the dashboard's log is filtered by. */
export const dashboardFilters = { search: false, kind: "all", actor: false, time: true } as const;

/** Newest first. The caller has made sure that an admin looks at it. */
export async function readDashboardEvents(
  view: AuditView,
  page: { limit: number; cursor: string | undefined; nowMs: number },
): Promise<DashboardEventPage> {
  const { from, to } = auditWindow(view, page.nowMs);
  const events = await listDashboardEvents(database(), {
    beforeId: page.cursor && /^\d{1,18}$/.test(page.cursor) ? page.cursor : null,
    eventTypes: typesOf[view.kind as DashboardKind] ?? null,
    from: from === undefined ? null : new Date(from),
    to: to === undefined ? null : new Date(to),
    limit: page.limit + 1,
  });
  const items = events.slice(0, page.limit);
  return { items, cursor: events.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Member id → email, of those who are members still. */
export async function readMemberEmails(): Promise<ReadonlyMap<string, string>> {
  const members = await listMembers(database());
  return new Map(members.map(({ id, email }) => [id, email]));
}
