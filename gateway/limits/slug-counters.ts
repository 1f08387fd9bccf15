import type { LimitType, LimitUnit } from "../contracts/limit";
import type { ChainLimit } from "./counter-store";
import { RollingWindow } from "./rolling-window";

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

type Tuple = Pick<ChainLimit, "type" | "unit">;

/** All counters of one (group, slug): today's consumption and the rolling windows in use. */
export class SlugCounters {
  private day = -1;
  private dayRequests = 0;
  private dayTokens = 0;
  /** By `indexOf`; most limits have none. */
  private readonly windows: (RollingWindow | undefined)[] = [
    undefined,
    undefined,
    undefined,
    undefined,
  ];

  used(tuple: Tuple, moment: Moment): number {
    if (tuple.unit === "DAY") {
      if (this.day !== moment.day) return 0;
      return tuple.type === "TOKEN" ? this.dayTokens : this.dayRequests;
    }
    return this.windows[indexOf(tuple)]?.total(moment.steadyMs) ?? 0;
  }

  /** Ms until this much fits below the threshold again, nothing more arriving. */
  fitsInMs(limit: Tuple & { threshold: number }, amount: number, moment: Moment): number {
    if (limit.unit === "DAY") return untilMidnightMs(moment);
    const window = this.windows[indexOf(limit)];
    return window?.fitsInMs(limit.threshold - amount, moment.steadyMs) ?? 0;
  }

  resetMs(tuple: Tuple, moment: Moment): number {
    if (tuple.unit === "DAY") return untilMidnightMs(moment);
    return this.windows[indexOf(tuple)]?.emptyInMs(moment.steadyMs) ?? 0;
  }

  /** `atMs` is a steady time, at or before `moment`. */
  addToWindow(tuple: Tuple, amount: number, atMs: number, moment: Moment): void {
    const index = indexOf(tuple);
    let window = this.windows[index];
    if (!window) {
      window = new RollingWindow(windowLengthMs[tuple.unit]);
      this.windows[index] = window;
    }
    window.add(amount, atMs, moment.steadyMs);
  }

  giveBackToWindow(tuple: Tuple, amount: number, atMs: number, moment: Moment): void {
    this.windows[indexOf(tuple)]?.giveBack(amount, atMs, moment.steadyMs);
  }

  /** Counts on `day`, by negative amounts too; a day that is not today's counts no more. */
  addToDay(day: number, amounts: { requests: number; tokens: number }, moment: Moment): void {
    if (day !== moment.day) return;
    if (this.day !== day) {
      this.day = day;
      this.dayRequests = 0;
      this.dayTokens = 0;
    }
    this.dayRequests = Math.max(0, this.dayRequests + amounts.requests);
    const tokens = Math.max(0, this.dayTokens + amounts.tokens);
    this.dayTokens = Math.min(tokens, Number.MAX_SAFE_INTEGER);
  }

  today(moment: Moment): { requests: number; tokens: number } | undefined {
    if (this.day !== moment.day || this.dayRequests === 0) return undefined;
    return { requests: this.dayRequests, tokens: this.dayTokens };
  }

  /** True once nothing in here counts any more; drops the windows that are empty. */
  isIdle(moment: Moment): boolean {
    let isIdle = this.day !== moment.day || this.dayRequests === 0;
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

function indexOf({ type, unit }: { type: LimitType; unit: LimitUnit }): number {
  return (type === "TOKEN" ? 0 : 1) + (unit === "SECOND" ? 0 : 2);
}
