import type { DashboardEventRow, DashboardEventType } from "@/lib/db/dashboard-audit-store";
import { fieldName } from "@/lib/format/field-name";
import { exactUtc } from "@/lib/format/format";

const titles: Record<DashboardEventType, string> = {
  MEMBER_SIGNED_IN: "Signed in",
  SIGN_IN_FAILED: "Sign-in failed",
  MEMBER_CREATED: "Member invited",
  MEMBER_UPDATED: "Access changed",
  MEMBER_REMOVED: "Member removed",
  MEMBER_PASSWORD_RESET: "Password changed",
  MEMBER_SESSION_REVOKED: "Session ended",
};

export function formatTitle({ eventType }: Pick<DashboardEventRow, "eventType">): string {
  return titles[eventType] ?? eventType;
}

/** Whose account it is about: the address that was recorded, or that of a member still there. */
export function formatOwner(
  { eventType, eventData }: DashboardEventRow,
  emails: ReadonlyMap<string, string>,
): string {
  const { member_id: memberId, email } = eventData;
  if (eventType === "SIGN_IN_FAILED") return email ?? "several addresses";
  return email ?? (memberId && emails.get(memberId)) ?? memberId ?? "—";
}

export function formatActor({ eventType, actor }: DashboardEventRow, whose: string): string {
  if (eventType === "SIGN_IN_FAILED") return "nobody signed in";
  if (actor) return actor.email;
  return eventType === "MEMBER_SIGNED_IN" ? whose : "a command on the server";
}

/** What else was recorded: roles, subtrees, why a sign-in failed and how often; null = nothing. */
export function formatDetail({ eventType, eventData }: DashboardEventRow): string | null {
  const { member_id: _id, email: _email, reason, tries, last_try: lastTry, ...rest } = eventData;
  if (eventType === "SIGN_IN_FAILED") {
    const often = lastTry ? `${tries} tries, the last at ${exactUtc(lastTry)}` : null;
    return [reason, often].filter(Boolean).join(" · ") || null;
  }
  const parts = Object.entries(rest)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${fieldName(name)}: ${value}`);
  return parts.length > 0 ? parts.join(" · ") : null;
}
