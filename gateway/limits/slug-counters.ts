import { dayMs } from "../contracts/leaves/time";
import { rollingLengthsMs, windowLengthMs, windowSlot } from "../contracts/limit-windows";
import type { ChainLimit } from "./counter-store";
import { RollingWindow } from "./memory/rolling-window";

/** Tokens and requests are counted apart. */
const noWindows = rollingLengthsMs.flatMap((): (RollingWindow | undefined)[] => [
  undefined,
  undefined,
]);

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
  /** Rolling windows by `findCounterSlot`; undefined where nothing was counted. */
  private readonly windows = noWindows.slice();

  used(tuple: Tuple, moment: Moment): number {
    const slot = findCounterSlot(tuple);
    if (slot === null) {
      const { tokens, requests } = this.countOf(moment.day);
      return tuple.type === "TOKEN" ? tokens : requests;
    }
    return this.windows[slot]?.total(moment.steadyMs) ?? 0;
  }

  /** Ms until this much fits below the threshold again, nothing more arriving. */
  fitsInMs(limit: Tuple & { threshold: number }, amount: number, moment: Moment): number {
    const slot = findCounterSlot(limit);
    if (slot === null) return untilMidnightMs(moment);
    return this.windows[slot]?.fitsInMs(limit.threshold - amount, moment.steadyMs) ?? 0;
  }

  resetMs(tuple: Tuple, moment: Moment): number {
    const slot = findCounterSlot(tuple);
    if (slot === null) return untilMidnightMs(moment);
    return this.windows[slot]?.emptyInMs(moment.steadyMs) ?? 0;
  }

  /** `atMs` is a steady time, at or before `moment`. The day counts by `addToDay`. */
  addToWindow(tuple: Tuple, amount: number, atMs: number, moment: Moment): void {
    const slot = findCounterSlot(tuple);
    if (slot === null) return;
    let window = this.windows[slot];
    if (!window) {
      window = new RollingWindow(windowLengthMs[tuple.unit]);
      this.windows[slot] = window;
    }
    window.add(amount, atMs, moment.steadyMs);
  }

  giveBackToWindow(tuple: Tuple, amount: number, atMs: number, moment: Moment): void {
    const slot = findCounterSlot(tuple);
    if (slot !== null) this.windows[slot]?.giveBack(amount, atMs, moment.steadyMs);
  }

  /** Counts on `day`, by negative amounts too; a day that is not today's counts no more. */
  addToDay(day: number, amounts: { requests: number; tokens: number }, moment: Moment): void {
    if (day !== moment.day) return;
    const counted = this.countOf(day);
    counted.requests = Math.max(0, counted.requests + amounts.requests);
    const tokens = Math.max(0, counted.tokens + amounts.tokens);
    counted.tokens = Math.min(tokens, Number.MAX_SAFE_INTEGER);
  }

  readDay(moment: Moment): { requests: number; tokens: number } | undefined {
    const { requests, tokens } = this.countOf(moment.day);
    return requests === 0 ? undefined : { requests, tokens };
  }

  private countOf(day: number): DayCount {
    if (this.today.day === day) return this.today;
    const other = this.other.day === day ? this.other : nothingOn(day);
    this.other = this.today;
    this.today = other;
    return other;
  }

  /** True once nothing in here counts any more; drops the windows that are empty. */
  isIdle(moment: Moment): boolean {
    let isIdle = this.countOf(moment.day).requests === 0;
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

/** Of a rolling window's tokens or requests; null = the day's. The same in Redis. */
export function findCounterSlot({ type, unit }: Tuple): number | null {
  const slot = windowSlot[unit];
  return slot === null ? null : slot * 2 + (type === "TOKEN" ? 0 : 1);
}
