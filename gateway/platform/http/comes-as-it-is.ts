import type { IncomingHttpHeaders } from "node:http";

/**
 * False where a body comes in another form than it is read in, by whichever header says so. Codings
 * have no case, and identity is none (RFC 9110, 8.4.1; RFC 9112, 6.1).
 */
export function comesAsItIs(headers: IncomingHttpHeaders): boolean {
  const { "content-encoding": content, "transfer-encoding": transfer } = headers;
  if (content !== undefined && !/^[\s,]*(?:identity[\s,]*)*$/i.test(content)) return false;
  return transfer === undefined || /^\s*chunked\s*$/i.test(transfer);
}
