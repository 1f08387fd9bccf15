import { currentWorld } from "./current-world";

// Stand in for the globals of these names throughout the bundle: time is the scheduler's.

interface SimulatedTimer {
  cancel(): void;
  ref(): SimulatedTimer;
  unref(): SimulatedTimer;
}

function timer(cancel: () => void): SimulatedTimer {
  const self: SimulatedTimer = { cancel, ref: () => self, unref: () => self };
  return self;
}

export function setTimeout(run: (...input: unknown[]) => void, ms = 0): SimulatedTimer {
  const task = currentWorld().scheduler.after(ms, run);
  return timer(() => {
    task.isCancelled = true;
  });
}

export function setInterval(run: () => void, ms: number): SimulatedTimer {
  const { scheduler } = currentWorld();
  const owner = scheduler.current;
  let task = scheduler.after(ms, again, owner);
  function again(): void {
    task = scheduler.after(ms, again, owner);
    run();
  }
  return timer(() => {
    task.isCancelled = true;
  });
}

export const setImmediate = (run: () => void): SimulatedTimer => setTimeout(run, 0);
const clear = (one: SimulatedTimer | undefined) => one?.cancel();

export { clear as clearImmediate, clear as clearInterval, clear as clearTimeout };

export const performance = { now: () => currentWorld().scheduler.nowMs };

/** What a simulated attempt needs of a signal: how long it may take. */
export interface SimulatedSignal {
  ms: number;
  aborted: boolean;
}
export const AbortSignal = {
  timeout: (ms: number): SimulatedSignal => ({ ms, aborted: false }),
  any: (signals: Partial<SimulatedSignal>[]): SimulatedSignal => ({
    ms: Math.min(...signals.map(({ ms }) => ms ?? Number.POSITIVE_INFINITY)),
    aborted: false,
  }),
};
