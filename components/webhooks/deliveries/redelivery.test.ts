import { expect, test } from "vitest";
import type { WebhookDelivery } from "@/gateway/contracts/webhook";
import {
  countsBefore,
  needsConfirmation,
  redeliveryProgress,
  startedRedelivery,
} from "./redelivery";

const delivery = (status: WebhookDelivery["status"], created_at = "2026-03-10T12:00:00.000Z") => ({
  ...{ id: "6f0e", kind: "events" as const, status, event_count: 1, attempt_count: 4, created_at },
  ...{ next_attempt_at: null, finished_at: created_at, last_status: 500, last_error: "HTTP 500" },
});
const sinceMs = Date.parse("2026-03-10T12:00:00.000Z");

test("a redelivery of many is asked about first, one of a few is not", () => {
  expect(needsConfirmation({ kind: "all", count: 19 })).toBe(false);
  expect(needsConfirmation({ kind: "all", count: 20 })).toBe(true);
  const deliveries = Array.from({ length: 20 }, () => delivery("delivered"));
  expect(needsConfirmation({ kind: "selection", deliveries })).toBe(true);
});

test("progress counts what is done, and what was given up again", () => {
  const run = startedRedelivery({ kind: "all", count: 100 }, { queued: 100, sinceMs }, 100);
  expect(redeliveryProgress(run, undefined)).toEqual({ done: 0, failed: 0, isFinished: false });
  const halfway = redeliveryProgress(run, { pending: 50, deadLetters: 3 });
  expect(halfway).toEqual({ done: 50, failed: 3, isFinished: false });
  const end = redeliveryProgress(run, { pending: 0, deadLetters: 5 });
  expect(end).toEqual({ done: 100, failed: 5, isFinished: true });
});

test("dead letters that were not chosen are no failures of a selection", () => {
  const deliveries = [delivery("dead_letter"), delivery("delivered")];
  const run = startedRedelivery({ kind: "selection", deliveries }, { queued: 2, sinceMs }, 10);
  expect(run.otherDeadLetters).toBe(9);
  expect(redeliveryProgress(run, { pending: 0, deadLetters: 9 }).failed).toBe(0);
  expect(redeliveryProgress(run, { pending: 0, deadLetters: 10 }).failed).toBe(1);
});

test("what others send again meanwhile never makes more than all, or less than nothing", () => {
  const run = startedRedelivery({ kind: "all", count: 2 }, { queued: 2, sinceMs }, 2);
  const waiting = redeliveryProgress(run, { pending: 900, deadLetters: 900 });
  expect(waiting).toEqual({ done: 0, failed: 0, isFinished: false });
  expect(redeliveryProgress(run, { pending: 0, deadLetters: 900 }).failed).toBe(2);
});

test("deliveries recorded after it began are not counted", () => {
  const newest = [
    delivery("pending", "2026-03-10T12:00:02.000Z"),
    delivery("pending", "2026-03-10T12:00:01.000Z"),
    delivery("pending", "2026-03-10T11:00:00.000Z"),
  ];
  expect(countsBefore(newest, 40, sinceMs)).toBe(38);
  expect(countsBefore(newest, 1, sinceMs)).toBe(0);
});
