import type { LimitType, LimitUnit } from "../contracts/limit";
import type { ChainLimit } from "./counter-store";
import { RollingWindow } from "./memory/rolling-window";

export const dayMs = 86_400_000;
export const windowLengthMs: Record<LimitUnit, number> = {
  SECOND: 1_000,
  MINUTE: 60_000,
  DAY: dayMs,
};

/** A moment as the counters see it: the calendar's day, and a time that never runs backwards. */
export interface Moment {
  /** Ms since the epoch. */
  wallMs: number;
  /** Rolling windows count in this one: a clock that is set back must not freeze them. */
  steadyMs: number;
  /** Days since the epoch, UTC. */
  day: number;
}

interface DayCount {
  day: number;
  requests: number;
  tokens: number;
}

const nothingOn = (day: number): DayCount => ({ day, requests: 0, tokens: 0 });

type Tuple = Pick<ChainLimit, "type" | "unit">;

/** All counters of one (group, slug): consumption of two days, and the rolling windows in use. */
export class SlugCounters {
  private today = nothingOn(-1);
  /** The day counted before: a clock that was set ahead goes back to it. */
  private other = nothingOn(-1);
  /** Rolling windows by `findIndexOf`; undefined where nothing was counted. */
  private readonly windows: (RollingWindow | undefined)[] = [
    undefined,
    undefined,
    undefined,
    undefined,
  ];

  used(tuple: Tuple, moment: Moment): number {
    if (tuple.unit === "DAY") {
      const { tokens, requests } = this.parseDay(moment.day);
      return tuple.type === "TOKEN" ? tokens : requests;
    }
    return this.windows[findIndexOf(tuple)]?.total(moment.steadyMs) ?? 0;
  }

  /** Ms until this much fits below the threshold again, nothing more arriving. */
  fitsInMs(limit: Tuple & { threshold: number }, amount: number, moment: Moment): number {
    if (limit.unit === "DAY") return untilMidnightMs(moment);
    const window = this.windows[findIndexOf(limit)];
    return window?.fitsInMs(limit.threshold - amount, moment.steadyMs) ?? 0;
  }

  resetMs(tuple: Tuple, moment: Moment): number {
    if (tuple.unit === "DAY") return untilMidnightMs(moment);
    return this.windows[findIndexOf(tuple)]?.emptyInMs(moment.steadyMs) ?? 0;
  }

  /** `atMs` is a steady time, at or before `moment`. */
  addToWindow(tuple: Tuple, amount: number, atMs: number, moment: Moment): void {
    const index = findIndexOf(tuple);
    let window = this.windows[index];
    if (!window) {
      window = new RollingWindow(windowLengthMs[tuple.unit]);
      this.windows[index] = window;
    }
    window.add(amount, atMs, moment.steadyMs);
  }

  giveBackToWindow(tuple: Tuple, amount: number, atMs: number, moment: Moment): void {
    this.windows[findIndexOf(tuple)]?.giveBack(amount, atMs, moment.steadyMs);
  }

  /** Counts on `day`, by negative amounts too; a day that is not today's counts no more. */
  addToDay(day: number, amounts: { requests: number; tokens: number }, moment: Moment): void {
    if (day !== moment.day) return;
    const counted = this.parseDay(day);
    counted.requests = Math.max(0, counted.requests + amounts.requests);
    const tokens = Math.max(0, counted.tokens + amounts.tokens);
    counted.tokens = Math.min(tokens, Number.MAX_SAFE_INTEGER);
  }

  readDay(moment: Moment): { requests: number; tokens: number } | undefined {
    const { requests, tokens } = this.parseDay(moment.day);
    return requests === 0 ? undefined : { requests, tokens };
  }

  private parseDay(day: number): DayCount {
    if (this.today.day === day) return this.today;
    const other = this.other.day === day ? this.other : nothingOn(day);
    this.other = this.today;
    this.today = other;
    return other;
  }

  /** True once nothing in here counts any more; drops the windows that are empty. */
  isIdle(moment: Moment): boolean {
    let isIdle = this.parseDay(moment.day).requests === 0;
    // A clock that was set ahead over midnight may go back.
    if (this.other.requests > 0 && Math.abs(moment.day - this.other.day) <= 1) isIdle = false;
    for (let index = 0; index < this.windows.length; index++) {
      const window = this.windows[index];
      if (!window) continue;
      if (window.isIdle(moment.steadyMs)) this.windows[index] = undefined;
      else isIdle = false;
    }
    return isIdle;
  }
}

export function untilMidnightMs(moment: Moment): number {
  return Math.max(1, (moment.day + 1) * dayMs - moment.wallMs);
}

function findIndexOf({ type, unit }: { type: LimitType; unit: LimitUnit }): number {
  return (type === "TOKEN" ? 0 : 1) + (unit === "SECOND" ? 0 : 2);
}
