/** The result of `work`, or a rejection after `ms`; the work itself goes on. */
export function within<Result>(work: Promise<Result>, ms: number, what: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new DeadlineError(`${what} took more than ${ms} ms`));
    const timer = setTimeout(late, ms);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (cause) => {
        clearTimeout(timer);
        reject(cause);
      },
    );
  });
}

export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}
