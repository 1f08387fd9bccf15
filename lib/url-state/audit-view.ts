import type { AuditEventGroup } from "@/gateway/contracts/audit";
import { dayMs } from "@/gateway/contracts/leaves/time";
import { routes } from "./routes";
import { cutText, type SearchParams, toHref } from "./search-params";

/** The two logs: the server's, and the dashboard's own. */
export type AuditLogName = "gateway" | "dashboard";

/** The kinds of event by which each log is filtered; `extension`: only our own server records it. */
export const auditKinds = {
  gateway: [
    { id: "endpoints", label: "Endpoints" },
    { id: "groups", label: "Groups", extension: true },
    { id: "keys", label: "Keys", extension: true },
    { id: "secrets", label: "Secrets" },
    { id: "management-keys", label: "Management keys" },
    { id: "webhooks", label: "Webhooks" },
  ],
  dashboard: [
    { id: "sign-ins", label: "Sign-ins" },
    { id: "members", label: "Members" },
    { id: "access", label: "Passwords and sessions" },
  ],
} as const;
export type DashboardKind = (typeof auditKinds)["dashboard"][number]["id"];
type AuditKind = (typeof auditKinds)[AuditLogName][number]["id"];

const groupOfKind = {
  endpoints: "GATEWAY",
  groups: "GATEWAY_GROUP",
  keys: "GATEWAY_API_KEY",
  secrets: "SECRETS",
  "management-keys": "API_KEYS",
  webhooks: "WEBHOOK",
} satisfies Record<(typeof auditKinds)["gateway"][number]["id"], AuditEventGroup>;

/** Days are those of UTC; the running one is the last of each. */
export const auditRanges = [
  { id: "today", label: "Today", phrase: "today", days: 1 },
  { id: "7d", label: "Last 7 days", phrase: "in the last 7 days", days: 7 },
  { id: "30d", label: "Last 30 days", phrase: "in the last 30 days", days: 30 },
] as const;
export type AuditRange = "any" | (typeof auditRanges)[number]["id"] | "custom";

/** What the audit page shows; all of it stands in its address. */
export interface AuditView {
  log: AuditLogName;
  search: string;
  kind: AuditKind | null;
  /** As the server lists it: an email or a key's name. */
  actor: string | null;
  range: AuditRange;
  /** With the range `custom`: the first and the last day, `2026-01-31`; null = open. */
  firstDay: string | null;
  lastDay: string | null;
}

/** The filters that a log has. */
export interface AuditFilterSet {
  search: boolean;
  /** `standard`: the kinds that the hosted service records as well. */
  kind: "all" | "standard";
  actor: boolean;
  time: boolean;
}

/** Anything that is no choice of ours, or no filter of this log, is left out. */
export function parseAuditView(
  params: SearchParams,
  log: AuditLogName,
  has: AuditFilterSet,
): AuditView {
  const range = has.time ? parseRange(params["range"]) : "any";
  return {
    log,
    search: (has.search && cutText(params["search"])) || "",
    kind: listKinds(log, has).find(({ id }) => id === params["kind"])?.id ?? null,
    actor: has.actor ? cutText(params["actor"]) : null,
    range,
    firstDay: range === "custom" ? parseDay(params["first"]) : null,
    lastDay: range === "custom" ? parseDay(params["last"]) : null,
  };
}

/** The kinds that can be chosen from. */
export function listKinds(
  log: AuditLogName,
  has: Pick<AuditFilterSet, "kind">,
): readonly { id: AuditKind; label: string }[] {
  return auditKinds[log].filter((kind) => has.kind === "all" || !("extension" in kind));
}

/** The log without a filter. */
export function unfiltered(log: AuditLogName): AuditView {
  const nothing = { kind: null, actor: null, firstDay: null, lastDay: null };
  return { log, search: "", range: "any", ...nothing };
}

/** The address that shows this view, from `cursor` on. What is the default is left out of it. */
export function auditHref(view: AuditView, cursor?: string): string {
  return toHref(routes.audit, { ...toParams(view), cursor });
}

/** The same entries as a file, all of them. */
export function auditExportHref(view: AuditView): string {
  return toHref(routes.auditExport, toParams(view));
}

/** `from` inclusive, `to` exclusive; undefined = open. */
export function auditWindow(
  { range, firstDay, lastDay }: AuditView,
  nowMs: number,
): { from: string | undefined; to: string | undefined } {
  if (range === "custom") {
    return {
      from: firstDay === null ? undefined : formatIso(Date.parse(firstDay)),
      to: lastDay === null ? undefined : formatIso(Date.parse(lastDay) + dayMs),
    };
  }
  const days = auditRanges.find(({ id }) => id === range)?.days;
  if (days === undefined) return { from: undefined, to: undefined };
  const today = Math.floor(nowMs / dayMs) * dayMs;
  return { from: formatIso(today - (days - 1) * dayMs), to: undefined };
}

/** The view as a query of `GET /v1/audit_logs`, the hosted service's too. */
export function auditQuery(view: AuditView, nowMs: number, has: Pick<AuditFilterSet, "kind">) {
  const { from, to } = auditWindow(view, nowMs);
  const kind = view.kind as keyof typeof groupOfKind | null;
  const group: AuditEventGroup | null = kind && groupOfKind[kind];
  const isOfSecretsOnly = group === "WEBHOOK" && has.kind === "standard";
  return {
    search: view.search || undefined,
    event_type_groups: isOfSecretsOnly ? "WEBHOOK_SIGNING_SECRETS" : (group ?? undefined),
    actor: view.actor ?? undefined,
    start_epoch_millis: from === undefined ? undefined : Date.parse(from),
    end_epoch_millis: to === undefined ? undefined : Date.parse(to),
  };
}

/** What is filtered by, in words: `about keys, by ana@example.com`; "" = nothing is. */
export function filterWords(view: AuditView): string {
  const kind = auditKinds[view.log].find(({ id }) => id === view.kind);
  return [
    kind && `about ${kind.label.toLowerCase()}`,
    view.actor && `by ${view.actor}`,
    timeWords(view),
    view.search && `with “${view.search}” in it`,
  ]
    .filter(Boolean)
    .join(", ");
}

function timeWords({ range, firstDay, lastDay }: AuditView): string | undefined {
  if (range !== "custom") return auditRanges.find(({ id }) => id === range)?.phrase;
  if (firstDay !== null && firstDay === lastDay) return `on ${firstDay} (UTC)`;
  const days = [firstDay && `from ${firstDay}`, lastDay && `until ${lastDay}`].filter(Boolean);
  return days.length > 0 ? `${days.join(" ")} (UTC)` : undefined;
}

function toParams({ log, search, kind, actor, range, firstDay, lastDay }: AuditView) {
  const days = range === "custom" ? { first: firstDay, last: lastDay } : {};
  return {
    log: log === "dashboard" ? log : null,
    ...{ search, kind, actor },
    range: range === "any" ? null : range,
    ...days,
  };
}

function parseRange(value: SearchParams[string]): AuditRange {
  return value === "custom" ? value : (auditRanges.find(({ id }) => id === value)?.id ?? "any");
}

/** `2026-01-31`, and no day that the calendar does not have. */
function parseDay(value: SearchParams[string]): string | null {
  if (typeof value !== "string" || !/^2\d{3}-\d\d-\d\d$/.test(value)) return null;
  const at = Date.parse(value);
  return !Number.isNaN(at) && formatIso(at).startsWith(value) ? value : null;
}

const formatIso = (ms: number) => new Date(ms).toISOString();
