import { dayMs, hourMs } from "@/gateway/contracts/leaves/time";
import type { UsageInterval } from "@/gateway/contracts/usage-history";
import { routes } from "./routes";
import { readText, type SearchParams, toHref } from "./search-params";

/** What the pages offer to look back at. Days, months and hours are those of UTC. */
export const usageRanges = [
  { id: "24h", label: "Last 24 hours", days: 1 },
  { id: "7d", label: "Last 7 days", days: 7 },
  { id: "30d", label: "Last 30 days", days: 30 },
  { id: "month", label: "This month", days: 31 },
  { id: "last-month", label: "Last month", days: 31 },
  { id: "90d", label: "Last 90 days", days: 90 },
  { id: "365d", label: "Last 365 days", days: 365 },
] as const;
export type UsageRange = (typeof usageRanges)[number]["id"];

/** The longest range whose hours are shown one by one. */
const hourlyDaysMax = 31;

export const usageSplits = ["none", "group", "key", "slug"] as const;
export type UsageSplit = (typeof usageSplits)[number];

/** What a usage page shows; all of it stands in its address. */
export interface UsageView {
  range: UsageRange;
  interval: UsageInterval;
  split: UsageSplit;
  groupId: string | null;
  /** The public part of a key. */
  keyPrefix: string | null;
  slug: string | null;
}

/** The page of a workspace, or the tab of one group. */
export type UsageTarget = { kind: "page" } | { kind: "tab"; groupId: string };

const defaultRange: UsageRange = "7d";

/** Anything that is no choice of ours falls back to the default: an address may be mistyped. */
export function parseUsageView(params: SearchParams): UsageView {
  const range = usageRanges.find(({ id }) => id === params["range"])?.id ?? defaultRange;
  return {
    range,
    interval: intervalFor(range, params["interval"]),
    split: usageSplits.find((split) => split === params["by"]) ?? "none",
    groupId: readText(params["group"]),
    keyPrefix: readText(params["key"]),
    slug: readText(params["slug"]),
  };
}

/** The address that shows this view. What is the default is left out of it. */
export function usageHref(target: UsageTarget, view: UsageView): string {
  const said = toParams(view);
  return target.kind === "page"
    ? toHref(routes.usage, { ...said, group: view.groupId })
    : toHref(routes.group(view.groupId ?? target.groupId), { tab: "usage", ...said });
}

/** The same figures as a file. */
export function usageExportHref(view: UsageView): string {
  return toHref("/api/usage/export", { ...toParams(view), group: view.groupId });
}

export function allowsHours(range: UsageRange): boolean {
  return (usageRanges.find(({ id }) => id === range)?.days ?? 0) <= hourlyDaysMax;
}

/** Whole hours or days of UTC; `to` is the end of the running one. */
export function usageWindow(
  { range, interval }: Pick<UsageView, "range" | "interval">,
  nowMs: number,
): { from: string; to: string } {
  const now = new Date(nowMs);
  const monthStart = (ahead: number) =>
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1);
  if (range === "last-month") return isoWindow(monthStart(-1), monthStart(0));
  const bucketMs = toBucketMs(interval);
  const to = (Math.floor(nowMs / bucketMs) + 1) * bucketMs;
  if (range === "month") return isoWindow(monthStart(0), to);
  const days = usageRanges.find(({ id }) => id === range)?.days ?? 1;
  // A day by days is yesterday and today: today alone would be next to nothing at 00:10.
  const spanMs = range === "24h" && interval === "day" ? 2 * dayMs : days * dayMs;
  return isoWindow(to - spanMs, to);
}

export function toBucketMs(interval: UsageInterval): number {
  return interval === "hour" ? hourMs : dayMs;
}

function intervalFor(range: UsageRange, wanted: SearchParams[string]): UsageInterval {
  if (!allowsHours(range)) return "day";
  if (wanted === "hour" || wanted === "day") return wanted;
  return defaultInterval(range);
}

function defaultInterval(range: UsageRange): UsageInterval {
  return range === "24h" ? "hour" : "day";
}

function toParams({ range, interval, split, keyPrefix, slug }: UsageView) {
  return {
    range: range === defaultRange ? null : range,
    interval: interval === defaultInterval(range) ? null : interval,
    by: split === "none" ? null : split,
    slug,
    key: keyPrefix,
  };
}

function isoWindow(fromMs: number, toMs: number) {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
