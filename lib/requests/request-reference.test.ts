import { expect, test } from "vitest";
import { isRequestId, requestReferenceIn } from "./request-reference";

const ours = "req_01M85TRH1H7FYZVQRW1Y5DM22A";
const uuid = "0f2b8a4e-1c3d-4e5f-8a9b-0c1d2e3f4a5b";
const trace = "0af7651916cd43dd8448eb211c80319c";
const long = "checkout/2026-11-30/attempt=3/4f1c2d3e4f5a6b7c8d9e";

test.each([
  ["our id", ours, ours],
  ["a log line with both ids", `x-request-id=${ours} x-client-request-id=order-1`, ours],
  ["a UUID", ` ${uuid}\n`, uuid],
  ["a word of the caller's", "order-4711", "order-4711"],
  ["a trace", trace, trace],
  ["a traceparent", `00-${trace}-b7ad6b7169203331-01`, trace],
  ["a header of a trace", `traceparent: 00-${trace}-b7ad6b7169203331-01`, trace],
  ["a header of an id", `x-request-id: ${long}`, long],
  ["our answer's header", `X-Client-Request-Id: ${uuid}`, uuid],
  ["JSON of a log", `{"level":30,"client_request_id":"${long}","n":1}`, long],
  ["JSON of a trace", `{"traceId": "${trace}"}`, trace],
])("case 79: a call is found by %s", (_name, text, reference) => {
  expect(requestReferenceIn(text)).toBe(reference);
});

test.each([
  ["nothing", " "],
  ["a minted key", "sky_sCqhBwEy4kPd.secret-of-a-customer"],
  ["the beginning of one", "sky_sCqhBwEy4kPd."],
  ["a customer's own key", "kR7vQ2mX9pL4wZ8nB3cY6tH1jF5gD0sA"],
  ["a key of forty characters", "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0"],
  ["a header with a key", "Authorization: Bearer sky_sCqhBwEy4kPd.secret"],
  ["a sentence", "why was it refused"],
  ["an endless id", `x-request-id: ${"a".repeat(129)}`],
])("case 79: of %s nothing leaves the browser", (_name, text) => {
  expect(requestReferenceIn(text)).toBeNull();
});

test("our own ids are told from callers'", () => {
  expect([ours, uuid, `${ours}x`].map(isRequestId)).toEqual([true, false, false]);
});
