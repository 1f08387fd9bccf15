import { randomBytes } from "node:crypto";
import { monotonicFactory } from "ulidx";
import { randomText } from "../../contracts/leaves/random-text";
import type { Ids } from "../../deps";

const idCharacters = 20;

/** A clock that goes back further than this was wrong before. */
const clockStepMsMax = 60_000;

/**
 * Ids of this process. A ULID follows the one before it even when the clock goes back a little; none
 * is ahead of the clock by more than a minute.
 */
export function createIds(): Ids {
  const nextByte = randomByteSource();
  const random = () => nextByte() / 256;
  let nextUlid = monotonicFactory(random);
  let latestMs = 0;
  return {
    create: (kind) => `${kind}_${randomText(idCharacters)}`,
    ulid(atMs) {
      if (latestMs - atMs > clockStepMsMax) {
        nextUlid = monotonicFactory(random);
        latestMs = atMs;
      } else if (atMs > latestMs) latestMs = atMs;
      return nextUlid(atMs);
    },
  };
}

/** Fetched in bulk: asking the system byte by byte takes a tenth of a request's time. */
function randomByteSource(): () => number {
  let pool = randomBytes(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(4_096);
      used = 0;
    }
    return pool[used++] ?? 0;
  };
}
