import type { Clock } from "../deps";

/** Stands still until a test moves it. */
export interface TestClock extends Clock {
  advance(ms: number): void;
  set(iso: string): void;
}

export function createTestClock(iso = "2026-03-10T12:00:00.000Z"): TestClock {
  let nowMs = Date.parse(iso);
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    set: (next) => {
      nowMs = Date.parse(next);
    },
  };
}
