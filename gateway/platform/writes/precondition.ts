import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../http/app-error";
import { entityTag } from "./entity-tag";

/** What a write must find, by its headers. Source: RFC 9110, 13.1. */
export interface Precondition {
  /** Entity tags as they were sent, weak ones too; "*" = any state of a thing that is there. */
  ifMatch?: "*" | readonly string[];
  /** `If-None-Match: *`: the thing must not be there yet. */
  mustBeNew?: boolean;
}

/** One element of the list and what ends it; an element may be empty. Source: RFC 9110, 5.6.1, 8.8.3. */
const element = /[ \t]*(?:((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|$)/y;

/** 400 for a header that can't be read: a write must not go on as if nothing had been asked. */
export function readPrecondition(headers: IncomingHttpHeaders): Precondition {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  return {
    ...(ifMatch !== undefined && { ifMatch: readTags(ifMatch) }),
    ...(ifNoneMatch?.trim() === "*" && { mustBeNew: true }),
  };
}

function readTags(header: string): "*" | string[] {
  if (header.trim() === "*") return "*";
  const tags: string[] = [];
  element.lastIndex = 0;
  while (element.lastIndex < header.length) {
    const found = element.exec(header);
    if (!found) throw unreadable();
    if (found[1] !== undefined) tags.push(found[1]);
  }
  if (tags.length === 0) throw unreadable();
  return tags;
}

function unreadable(): AppError {
  const message = 'If-Match must be * or a list of entity tags as an ETag had them, such as "abc"';
  return new AppError("VALIDATION_ERROR", message);
}

/**
 * Throws 412 with what is there now, unless the thing is as the writer saw it. Ask after the thing is
 * locked: it then stays so until the write commits. A weak tag never matches (RFC 9110, 13.1.1).
 */
export async function requireMatch(
  { ifMatch, mustBeNew }: Precondition,
  state: readonly unknown[],
  readCurrent: () => Promise<unknown> | unknown,
): Promise<void> {
  if (mustBeNew) throw alreadyThere("something", await readCurrent());
  if (ifMatch === undefined || ifMatch === "*" || ifMatch.includes(entityTag(state))) return;
  const message =
    "This was changed since you read it, and nothing was written; current is what it is now";
  throw new AppError("PRECONDITION_FAILED", message, { current: await readCurrent() });
}

/** 412 for a change of what the writer saw, where nothing is there any more (RFC 9110, 13.1.1). */
export function requireNothingSeen({ ifMatch }: Precondition, what: string): void {
  if (ifMatch === undefined) return;
  const message = `There is no ${what} that If-Match could mean; nothing was written`;
  throw new AppError("PRECONDITION_FAILED", message, { current: null });
}

/** 412 with what is there already, for a write that is to make something new. */
export function alreadyThere(what: string, current: unknown): AppError {
  return new AppError("PRECONDITION_FAILED", `There is ${what} already; nothing was written`, {
    current,
  });
}
