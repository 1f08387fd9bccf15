import { expect, test } from "vitest";
import { contents, lastAnswer, nextAttempt } from "./delivery-words";

const nowMs = Date.parse("2026-03-10T12:00:00.000Z");

test("the last answer is its status, or why none came", () => {
  expect(lastAnswer({ last_status: 200, last_error: null })).toBe("HTTP 200");
  expect(lastAnswer({ last_status: 500, last_error: "HTTP 500" })).toBe("HTTP 500");
  expect(lastAnswer({ last_status: null, last_error: "time-out" })).toBe("time-out");
  expect(lastAnswer({ last_status: null, last_error: null })).toBeNull();
});

test("a test event is not counted as an event", () => {
  expect(contents({ kind: "test", event_count: 0 })).toBe("test event");
  expect(contents({ kind: "events", event_count: 1 })).toBe("1 event");
});

test("the next attempt is said in seconds, and a pause holds all but tests", () => {
  const waiting = { kind: "events" as const, next_attempt_at: "2026-03-10T12:00:03.200Z" };
  expect(nextAttempt(waiting, false, nowMs)).toBe("in 4 s");
  expect(nextAttempt(waiting, false, nowMs + 9_000)).toBe("now");
  expect(nextAttempt(waiting, true, nowMs)).toBe("after the resume");
  expect(nextAttempt({ ...waiting, kind: "test" }, true, nowMs)).toBe("in 4 s");
  expect(nextAttempt({ ...waiting, next_attempt_at: null }, true, nowMs)).toBeNull();
});
