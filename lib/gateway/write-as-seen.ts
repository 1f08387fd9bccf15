import "server-only";
import type { Tagged } from "./gateway-client";
import type { Result } from "./result";

export interface SeenWrite<Current, Answer, Stale> {
  read: () => Promise<Result<Tagged<Current>>>;
  /** Whether what the form is about is as the form showed it. */
  isAsSeen: (current: Current) => boolean;
  write: (ifMatch: string | null) => Promise<Result<Answer>>;
  /** What is answered where nothing was written, since somebody else had changed it to `current`. */
  toStale: (current: Current) => Result<Stale>;
}

/** Each one is somebody else's write to another part of the thing, in the moment between. */
const attemptsMax = 5;

/**
 * Writes only over what a form showed, at any timing: reads the thing, compares, and writes under the
 * tag of that very read. Where the server gives no tags, comparing first is what can be done.
 */
export async function writeAsSeen<Current, Answer, Stale = never>({
  read,
  isAsSeen,
  write,
  toStale,
}: SeenWrite<Current, Answer, Stale>): Promise<Result<Answer | Stale>> {
  for (let attempt = 1; ; attempt += 1) {
    const now = await read();
    if (!now.ok) return now;
    const { value: current, etag } = now.data;
    if (!isAsSeen(current)) return toStale(current);
    const written = await write(etag);
    if (written.ok) return written;
    const isPassed = written.error.code === "PRECONDITION_FAILED" && etag !== null;
    if (!isPassed || attempt === attemptsMax) return written;
  }
}
