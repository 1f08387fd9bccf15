import { dayMs, hourMs, minuteMs } from "@/gateway/contracts/leaves/time";
import { readTypedNumber } from "@/gateway/contracts/typed-number";

const steps = [
  { value: 1e12, letter: "T" },
  { value: 1e9, letter: "B" },
  { value: 1e6, letter: "M" },
  { value: 1e3, letter: "k" },
] as const;

/** 1,000,000 → `1M`, 1,250 → `1.25k`, 999 → `999`: at most three significant digits, rounded down. */
export function compactNumber(value: number): string {
  const size = Math.abs(value);
  const step = steps.find((candidate) => size >= candidate.value);
  if (!step) return exactNumber(value);
  const scaled = size / step.value;
  const decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  // Rounding down: a figure never looks as if it had reached a limit it has not.
  const factor = 10 ** decimals;
  const shown = Math.floor(scaled * factor + 1e-9) / factor;
  return `${value < 0 ? "-" : ""}${shown}${step.letter}`;
}

/** 1000000 → `1,000,000`. */
export function exactNumber(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 20 });
}

/** An exact sum, or the number at which sums stop: `9,007,199,254,740,991 or more`. */
export function sumText(sum: number): string {
  return isCut(sum) ? `${exactNumber(Number.MAX_SAFE_INTEGER)} or more` : exactNumber(sum);
}

/** The same in short: `9007T+`. */
export function compactSum(sum: number): string {
  return isCut(sum) ? `${compactNumber(Number.MAX_SAFE_INTEGER)}+` : compactNumber(sum);
}

/** Sums of the gateway don't grow beyond what a number holds exactly. */
function isCut(sum: number): boolean {
  return sum >= Number.MAX_SAFE_INTEGER;
}

/** What a person typed for a threshold; null where `readTypedNumber` refuses it. */
export function parseNumber(text: string): number | null {
  const read = readTypedNumber(text);
  return read.ok ? read.value : null;
}

/** Whole percent, rounded down; above 100 when overshot. `threshold` > 0. */
export function usedPercent(used: number, threshold: number): number {
  return Math.floor((used / threshold) * 100);
}

/** `just now`, `3 min ago`, `in 2 h`, `5 d ago`; beyond 30 days the date, `2026-01-31`. */
export function relativeTime(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  const distance = Math.abs(nowMs - at);
  const amount =
    distance < 45_000
      ? null
      : distance < hourMs
        ? `${Math.max(1, Math.round(distance / minuteMs))} min`
        : distance < dayMs
          ? `${Math.round(distance / hourMs)} h`
          : distance < 30 * dayMs
            ? `${Math.round(distance / dayMs)} d`
            : undefined;
  if (amount === null) return "just now";
  if (amount === undefined) return new Date(at).toISOString().slice(0, 10);
  return at > nowMs ? `in ${amount}` : `${amount} ago`;
}

/** `41 s`, `12 min`, `13 h 37 min`, rounded up: nobody is told to come back too early. */
export function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ""}`;
}

/** `2026-01-31 09:05:12 UTC`. */
export function exactUtc(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `1 group`, `1,204 groups`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${exactNumber(count)} ${count === 1 ? one : many}`;
}
