import { dayMs } from "../../contracts/leaves/time";
import type { UsageSource } from "./source-rows-store";

/** How long a refusal is kept, and can be counted again. */
export const refusalDaysKept = 7;

/** Start of a UTC day written YYYY-MM-DD, in ms; undefined for anything else. */
export function parseUsageDay(text: string): number | undefined {
  const atMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // 2026-02-30 is a day of March to Date.
  return formatUsageDay(atMs) === text ? atMs : undefined;
}

export function formatUsageDay(day: number): string {
  return Number.isNaN(day) ? "" : new Date(day).toISOString().slice(0, 10);
}

/** What can tell about this day still: its refusals only while none of them is dropped. */
export function comparedSources(day: number, nowMs: number): readonly UsageSource[] {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  return today - day < refusalDaysKept * dayMs ? ["events", "receipts"] : ["events"];
}
