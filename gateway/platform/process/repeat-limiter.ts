import { minuteMs } from "../../contracts/leaves/time";

/** What is to become of one more line of its kind. */
export interface RepeatVerdict {
  isWritten: boolean;
  /** Lines of the kind that were left out in the minute before; told once. */
  leftOut: number;
}

export interface RepeatLimiter {
  judge(kind: string): RepeatVerdict;
  /** Kinds whose minute is over and of which some were left out; forgotten with it. */
  takeLeftOut(): { kind: string; leftOut: number }[];
}

/**
 * Lets the first lines of a kind through each minute and counts the rest, so that what callers can
 * make a program write is bounded by the number of kinds. Beyond `kindsMax` all others are one kind.
 */
export function createRepeatLimiter(
  now: () => number,
  { perMinuteMax = 20, kindsMax = 300 } = {},
): RepeatLimiter {
  const kinds = new Map<string, { sinceMs: number; lines: number; leftOut: number }>();

  function takeLeftOut() {
    const over: { kind: string; leftOut: number }[] = [];
    for (const [kind, { sinceMs, leftOut }] of kinds) {
      if (now() - sinceMs < minuteMs) continue;
      kinds.delete(kind);
      if (leftOut > 0) over.push({ kind, leftOut });
    }
    return over;
  }

  return {
    takeLeftOut,
    judge(wanted) {
      const kind = kinds.has(wanted) || kinds.size < kindsMax ? wanted : otherKinds;
      const found = kinds.get(kind);
      if (!found || now() - found.sinceMs >= minuteMs) {
        kinds.set(kind, { sinceMs: now(), lines: 1, leftOut: 0 });
        return { isWritten: true, leftOut: found?.leftOut ?? 0 };
      }
      found.lines++;
      if (found.lines <= perMinuteMax) return { isWritten: true, leftOut: 0 };
      found.leftOut++;
      return { isWritten: false, leftOut: 0 };
    },
  };
}

const otherKinds = "40 messages of many kinds";
