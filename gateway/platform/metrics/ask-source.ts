import { within } from "../process/within";

/** A source that hangs must not hang the scrape. */
const sourceMsMax = 1_000;

/** Undefined, so that there is no series rather than a wrong number, where it fails, hangs or is missing. */
export async function askSource<Value>(
  source: (() => Value | Promise<Value>) | undefined,
): Promise<Value | undefined> {
  try {
    return source && (await within(Promise.resolve(source()), sourceMsMax, "a source of metrics"));
  } catch {
    return undefined;
  }
}
