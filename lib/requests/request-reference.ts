import { isLikeKey } from "../groups/search-term";
import { requestIdIn } from "./request-id";

const traceparent = /\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/;
const namedId =
  /\b(?:x-(?:client-)?request-id|client_request_id|trace_?id)["']?\s*[:=]\s*["']?([^\s"',;]{1,128})(?=$|[\s"',;])/i;
const traceId = /^[0-9a-f]{32}$/i;
const callersId = /^[\x21-\x7e]{1,128}$/;

/**
 * What names a request in what a person pasted: our id, a trace, or the caller's own id, alone or
 * where a header or a log calls it so. null for anything that may be a key: that leaves no browser.
 */
export function requestReferenceIn(text: string): string | null {
  const ours = requestIdIn(text);
  if (ours !== null) return ours;
  const named = traceparent.exec(text)?.[1] ?? namedId.exec(text)?.[1];
  if (named !== undefined) return named;
  const alone = text.trim();
  if (traceId.test(alone)) return alone;
  return callersId.test(alone) && !isLikeKey(alone) ? alone : null;
}

/** Whether it is our own id, which names one request. */
export const isRequestId = (reference: string): boolean => requestIdIn(reference) === reference;
