import { compactNumber, exactNumber } from "@/lib/format/format";
import type { DayFigure } from "./compare-days";

type Compared = Pick<DayFigure, "byThen" | "yesterdayByThen">;

/** From here on, how many times as much says more than a percentage. */
const timesFrom = 10;

/** `120 by 08:00, 12% more than yesterday’s 107`: the same whole hours of both days. */
export function compareInWords({ byThen, yesterdayByThen }: Compared, wholeHours: number): string {
  const then = `by ${hourOfDay(wholeHours)}`;
  if (byThen > 0) return `${compactNumber(byThen)} ${then}, ${change(byThen, yesterdayByThen)}`;
  return yesterdayByThen === 0
    ? `None before ${hourOfDay(wholeHours)} on either day`
    : `None ${then}, against yesterday’s ${compactNumber(yesterdayByThen)}`;
}

/** `08:00`. */
export function hourOfDay(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function change(today: number, yesterday: number): string {
  if (yesterday === 0) return "none yesterday";
  const before = `yesterday’s ${compactNumber(yesterday)}`;
  if (today === yesterday) return `as many as ${before}`;
  const ratio = today / yesterday;
  if (ratio >= timesFrom) return `${exactNumber(Math.floor(ratio))} times ${before}`;
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  if (percent === 0) return `about as many as ${before}`;
  if (ratio > 1) return `${percent}% more than ${before}`;
  // Something is left: that is never 100% fewer.
  return `${Math.min(percent, 99)}% fewer than ${before}`;
}
