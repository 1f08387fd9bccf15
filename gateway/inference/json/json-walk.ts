import type { JsonVisitor } from "./json-visitor";
import { JsonWalker } from "./json-walker";

/** Each of them may be a value of its own that somebody hears of. */
export const bytesPerTurn = 64 * 1024;

/**
 * Walks over the value that begins at `start`; where it ends, or undefined where it is no JSON.
 * `isKnown`: the bytes were walked over before. Yields at intervals, so that others may run.
 */
export function* walkJson(
  bytes: Buffer,
  start: number,
  visitor: JsonVisitor,
  { isKnown = false } = {},
): Generator<undefined, number | undefined> {
  const walk = new JsonWalker(bytes, start, visitor, isKnown);
  for (;;) {
    walk.advance(walk.at + bytesPerTurn);
    if (walk.isBroken) return undefined;
    if (walk.isDone) return walk.at;
    if (walk.at >= bytes.length) return undefined;
    yield undefined;
  }
}
