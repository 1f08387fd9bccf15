import "server-only";
import type { Tagged } from "./gateway-client";
import { ok, type Result } from "./result";

export interface SeenWrite<Current, Answer> {
  read: () => Promise<Result<Tagged<Current>>>;
  /** Whether what the form is about is as the form showed it. */
  isAsSeen: (current: Current) => boolean;
  write: (ifMatch: string | null, current: Current) => Promise<Result<Answer>>;
}

/** `stale`: nothing was written, since somebody else had changed it to `current`. */
export type Written<Current, Answer> =
  | { state: "written"; data: Answer }
  | { state: "stale"; current: Current };

/** Each one is somebody else's write to another part of the thing, in the moment between. */
const attemptsMax = 5;

/**
 * Writes only over what a form showed, at any timing: reads the thing, compares, and writes under the
 * tag of that very read. Where the server gives no tags, comparing first is what can be done.
 */
export async function writeAsSeen<Current, Answer>({
  read,
  isAsSeen,
  write,
}: SeenWrite<Current, Answer>): Promise<Result<Written<Current, Answer>>> {
  for (let attempt = 1; ; attempt += 1) {
    const now = await read();
    if (!now.ok) return now;
    const { value: current, etag } = now.data;
    if (!isAsSeen(current)) return ok({ state: "stale", current });
    const written = await write(etag, current);
    if (written.ok) return ok({ state: "written", data: written.data });
    const isPassed = written.error.code === "PRECONDITION_FAILED" && etag !== null;
    if (!isPassed || attempt === attemptsMax) return written;
  }
}
