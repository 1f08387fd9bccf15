import { yieldToOthers } from "./yield-to-others";

/** Runs a generator to its end, letting others run wherever it yields. */
export async function runInTurns<Result>(scan: Generator<unknown, Result>): Promise<Result> {
  let step = scan.next();
  while (!step.done) {
    await yieldToOthers();
    step = scan.next();
  }
  return step.value;
}
