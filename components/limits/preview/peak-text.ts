import { dayMs } from "@/gateway/contracts/leaves/time";
import type { LimitPeak, LimitPeaks } from "@/gateway/contracts/limit-peaks";
import { isRolling, windowLengthMs, windowWords } from "@/gateway/contracts/limit-windows";
import { compactNumber, exactNumber, plural } from "@/lib/format/format";

/** What follows a group's name: ` used 1.2M tokens in its busiest minute, Tue 14:32 UTC: …`. */
export function peakText(
  peak: LimitPeak,
  {
    type,
    unit,
    threshold,
    days,
    from,
  }: Pick<LimitPeaks, "type" | "unit" | "threshold" | "days" | "from">,
): string {
  const [used, allowed] = figures(peak.used, threshold);
  const atLeast = peak.is_whole ? "" : "at least ";
  const amount =
    type === "TOKEN"
      ? `used ${atLeast}${used} tokens`
      : `made ${atLeast}${used} ${peak.used === 1 ? "request" : "requests"}`;
  const above = `${atLeast}${peak.days_above} of ${days} days`;
  const verdict =
    threshold === 0
      ? `0 would have refused it on ${above}.`
      : `above the new ${allowed} on ${above}.`;
  const today = Date.parse(from) + (days - 1) * dayMs;
  const isUsedUp = !isRolling(unit) && Date.parse(peak.at) === today;
  const now = isUsedUp ? " Its calls will be refused until 00:00 UTC." : "";
  return `${amount} ${whenText(peak, unit)}: ${verdict}${now}`;
}

/** Where nobody is named. */
export function nobodyText({
  unit,
  threshold,
  days,
  is_whole: isWhole,
}: Pick<LimitPeaks, "unit" | "threshold" | "days" | "is_whole">): string {
  const allowed = compactNumber(threshold);
  if (isWhole && threshold === 0) return `Nobody called it in the last ${days} days.`;
  if (isWhole) return `Nobody was above the new ${allowed} in the last ${days} days.`;
  return `Too many calls to look at every ${windowWords[unit].name} of the last ${days} days; where it was looked, nobody was above the new ${allowed}.`;
}

/** `And 2 more groups.`; null where all are named. */
export function morePeaksText({ others, is_whole: isWhole }: LimitPeaks): string | null {
  if (others === 0) return null;
  return `And ${isWhole ? "" : "at least "}${plural(others, "more group")}.`;
}

/** Exact where rounding would make both look the same. */
function figures(used: number, threshold: number): [string, string] {
  const short: [string, string] = [compactNumber(used), compactNumber(threshold)];
  return short[0] === short[1] ? [exactNumber(used), exactNumber(threshold)] : short;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Of seven days, the weekday tells which. */
function whenText({ at, is_hour: isHour }: LimitPeak, unit: LimitPeaks["unit"]): string {
  const weekday = weekdays[new Date(at).getUTCDay()];
  if (!isRolling(unit)) return `on its busiest day, ${weekday} ${at.slice(0, 10)}`;
  const window = windowWords[unit].name;
  if (isHour) return `in some ${window} of the hour from ${weekday} ${at.slice(11, 16)} UTC`;
  const time = at.slice(11, windowLengthMs[unit] < 60_000 ? 19 : 16);
  return `in its busiest ${window}, ${weekday} ${time} UTC`;
}
