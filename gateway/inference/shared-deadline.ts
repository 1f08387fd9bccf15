import { DeadlineError } from "./within";

/** `within` for waits that are many and equally long: they share one timer. */
export interface SharedDeadline {
  /** The result of `work`, or a rejection once it took too long; the work itself goes on. */
  within<Result>(work: Promise<Result>): Promise<Result>;
  close(): void;
}

interface Wait {
  endsMs: number;
  reject: (cause: DeadlineError) => void;
}

/** The timer looks this often while a wait may last: so late may a rejection be, in its length. */
const looksPerWait = 20;

/** @param what names the work in the error */
export function createSharedDeadline(ms: number, what: string): SharedDeadline {
  // Equal lengths: insertion order is order of ending.
  const waits = new Set<Wait>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    if (waits.size === 0) close();
    const nowMs = performance.now();
    for (const wait of waits) {
      if (wait.endsMs > nowMs) return;
      waits.delete(wait);
      wait.reject(new DeadlineError(`${what} took more than ${ms} ms`));
    }
  }

  function close(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    within(work) {
      timer ??= setInterval(look, Math.ceil(ms / looksPerWait)).unref();
      return new Promise((resolve, reject) => {
        const wait = { endsMs: performance.now() + ms, reject };
        waits.add(wait);
        work.then(
          (result) => {
            waits.delete(wait);
            resolve(result);
          },
          (cause) => {
            waits.delete(wait);
            reject(cause);
          },
        );
      });
    },
    close,
  };
}
