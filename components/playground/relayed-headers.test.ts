import { expect, test } from "vitest";
import { headerLines } from "./header-meaning";
import { parseRelayedHead, relayHeaders } from "./relayed-headers";

test("the API's headers come through apart from those of the dashboard's own answer", () => {
  const relayed = relayHeaders(
    429,
    new Headers({
      "retry-after": "3",
      "content-type": "application/json",
      "set-cookie": "a=1",
      connection: "keep-alive",
    }),
  );
  relayed.set("content-type", "text/plain");
  relayed.set("content-security-policy", "default-src 'self'");
  expect(parseRelayedHead(relayed)).toEqual({
    status: 429,
    headers: { "retry-after": "3", "content-type": "application/json" },
  });
  expect(relayed.has("set-cookie")).toBe(false);
});

test("an answer of the dashboard itself is none of the API's", () => {
  expect(parseRelayedHead(new Headers({ "content-type": "application/json" }))).toBeNull();
});

test("the id and the rate limits come first, explained; the rest by name", () => {
  const lines = headerLines({
    ...{ date: "today", "cache-control": "no-cache", "x-ratelimit-limit-tokens": "100" },
    ...{ "x-ratelimit-remaining-requests": "4", "x-request-id": "req_1" },
  });
  expect(lines.map(({ name, meaning }) => [name, meaning !== null])).toEqual([
    ...[["x-request-id", true]],
    ...[["x-ratelimit-remaining-requests", true]],
    ...[["x-ratelimit-limit-tokens", true]],
    ...[["cache-control", false]],
    ...[["date", false]],
  ]);
});
