import { dayMs } from "../contracts/leaves/time";
import type { Moment } from "./slug-counters";

export interface CountersClock {
  /** Ms since the epoch. */
  now(): number;
  /** Ms that have passed since some moment, whatever the clock is set to meanwhile. */
  elapsedMs?(): number;
}

const clockStepMsMax = 3_600_000;

/**
 * A clock that is set must neither reopen nor freeze a window: rolling windows count in the time that
 * has passed, where the clock tells it (`elapsedMs`), else its steps back are dropped. The day does not
 * go back either, unless the step is too large to be anything but a correction.
 */
export function steadyClock(clock: CountersClock): () => Moment {
  const tick = () => clock.elapsedMs?.() ?? clock.now();
  let lastTickMs = tick();
  let steadyMs = clock.now();
  let latestWallMs = steadyMs;
  return () => {
    const [wallMs, tickMs] = [clock.now(), tick()];
    steadyMs += Math.max(0, tickMs - lastTickMs);
    lastTickMs = tickMs;
    if (wallMs > latestWallMs || latestWallMs - wallMs > clockStepMsMax) latestWallMs = wallMs;
    return { wallMs, steadyMs, day: Math.floor(latestWallMs / dayMs) };
  };
}
