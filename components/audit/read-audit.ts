import "server-only";
import type { AuditLog } from "@/gateway/contracts/audit";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Member } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { type AuditFilterSet, type AuditView, auditQuery } from "@/lib/url-state/audit-view";

export interface AuditLogPage {
  items: AuditLog[];
  /** null = this is the last page. */
  cursor: string | null;
}

export interface AuditActors {
  people: string[];
  keys: string[];
}

/** What the configured server can filter its log by. */
export async function gatewayFilters(): Promise<AuditFilterSet> {
  const capabilities = await serverCapabilities();
  return {
    search: true,
    kind: offers(capabilities, "wider_audit") ? "all" : "standard",
    actor: offers(capabilities, "audit_filters"),
    time: true,
  };
}

/** Newest first. FORBIDDEN for members who manage one subtree: the log is the whole workspace's. */
export async function readAuditLogs(
  member: Member,
  view: AuditView,
  page: { limit: number; cursor: string | undefined; nowMs: number },
): Promise<Result<AuditLogPage>> {
  if (member.subtreeGroupId !== null) {
    return fail(
      "FORBIDDEN",
      "The audit log is of the whole workspace; you manage one group of it.",
    );
  }
  const read = await callGateway(operations.listAuditLogs, {
    query: {
      limit: page.limit,
      cursor: page.cursor,
      ...auditQuery(view, page.nowMs, await gatewayFilters()),
    },
    member,
  });
  if (!read.ok) return read;
  const { items, pagination } = read.data;
  return ok({ items, cursor: pagination.has_more ? pagination.cursor : null });
}

/** Who is in the log; nobody where that can't be told. The caller has checked the member. */
export async function readAuditActors(): Promise<AuditActors> {
  const read = await callGateway(operations.listAuditActors, {});
  const items = read.ok ? read.data.items : [];
  const named = (isPerson: boolean) =>
    items.filter(({ type }) => (type === "USER") === isPerson).map(({ actor }) => actor);
  return { people: named(true), keys: named(false) };
}
