import { DeadlineError } from "../../platform/process/within";
import { createWatch, type Watch, type Watched } from "../upstream/watch";

/** `within` for waits that are many and equally long: they share one timer. */
export interface SharedDeadline {
  /** The result of `work`, or a rejection once it took too long; the work itself goes on. */
  within<Result>(work: Promise<Result>): Promise<Result>;
  close(): void;
}

/** The timer looks so many times per wait. A rejection may be late by one part of it. */
const looksPerWait = 20;

/** @param what names the work in the error */
export function createSharedDeadline(ms: number, what: string): SharedDeadline {
  const watch = createWatch(Math.ceil(ms / looksPerWait));
  return {
    within(work) {
      return new Promise((resolve, reject) => {
        const late = () => reject(new DeadlineError(`${what} took more than ${ms} ms`));
        const wait = new Wait(watch, performance.now() + ms, late);
        watch.add(wait);
        work.then(
          (result) => {
            watch.delete(wait);
            resolve(result);
          },
          (cause) => {
            watch.delete(wait);
            reject(cause);
          },
        );
      });
    },
    close: watch.close,
  };
}

class Wait implements Watched {
  place = -1;
  private readonly watch: Watch;
  private readonly endsMs: number;
  private readonly late: () => void;

  constructor(watch: Watch, endsMs: number, late: () => void) {
    this.watch = watch;
    this.endsMs = endsMs;
    this.late = late;
  }

  look(nowMs: number): void {
    if (nowMs < this.endsMs) return;
    this.watch.delete(this);
    this.late();
  }
}
