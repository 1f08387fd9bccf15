/** Lets everything that is ready run before the caller goes on: long work is done in pieces. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
