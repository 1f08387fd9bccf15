import { currentWorld } from "./current-world";

/** Stands in for `setTimeout` of `node:timers/promises`. */
export const setTimeout = <Value>(ms: number, value?: Value): Promise<Value | undefined> =>
  currentWorld()
    .scheduler.sleep(ms)
    .then(() => value);
