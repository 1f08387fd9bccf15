/** Lets everything that is ready run before the caller goes on. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs a generator to its end, letting others run wherever it yields. */
export async function runInTurns<Result>(scan: Generator<unknown, Result>): Promise<Result> {
  let step = scan.next();
  while (!step.done) {
    await yieldToOthers();
    step = scan.next();
  }
  return step.value;
}
