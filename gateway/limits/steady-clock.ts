import { dayMs, type Moment } from "./slug-counters";

const clockStepMsMax = 3_600_000;

/**
 * A clock set back must neither reopen nor freeze a window: its steps back are dropped. The day
 * does not go back either, unless the step is too large to be anything but a correction.
 */
export function steadyClock(clock: { now(): number }): () => Moment {
  let lastWallMs = clock.now();
  let steadyMs = lastWallMs;
  let latestWallMs = lastWallMs;
  return () => {
    const wallMs = clock.now();
    steadyMs += Math.max(0, wallMs - lastWallMs);
    lastWallMs = wallMs;
    if (wallMs > latestWallMs || latestWallMs - wallMs > clockStepMsMax) latestWallMs = wallMs;
    return { wallMs, steadyMs, day: Math.floor(latestWallMs / dayMs) };
  };
}
