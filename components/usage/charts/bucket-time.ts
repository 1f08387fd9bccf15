import type { UsageInterval } from "@/gateway/contracts/usage-history";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Nov 24`, UTC. */
export function shortDay(ms: number): string {
  const date = new Date(ms);
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}`;
}

/** `14:00`, UTC. */
export function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

/** On an axis: the hour, and the day where one begins. */
export function tickText(iso: string, interval: UsageInterval): string {
  const ms = Date.parse(iso);
  return interval === "hour" && clockTime(ms) !== "00:00" ? clockTime(ms) : shortDay(ms);
}

/** `2026-11-24`, or `2026-11-24 14:00`; UTC, as the page says. */
export function bucketText(iso: string, interval: UsageInterval): string {
  const text = new Date(iso).toISOString();
  return interval === "hour" ? text.slice(0, 16).replace("T", " ") : text.slice(0, 10);
}
