import { expect, test } from "vitest";
import { parseWebhookView, webhooksHref } from "./webhook-view";

test("a view goes into an address and comes back the same", () => {
  for (const view of [
    { status: null, deliveryId: null },
    { status: "dead_letter" as const, deliveryId: null },
    { status: "pending" as const, deliveryId: "6f0e 1&2" },
  ]) {
    const { searchParams } = new URL(webhooksHref(view), "http://dashboard");
    expect(parseWebhookView(Object.fromEntries(searchParams))).toEqual(view);
  }
  expect(webhooksHref({ status: null, deliveryId: null })).toBe("/webhooks");
});

test("a mistyped address shows every delivery", () => {
  expect(parseWebhookView({ status: "dead", delivery: "" })).toEqual({
    status: null,
    deliveryId: null,
  });
  expect(parseWebhookView({ status: ["pending", "delivered"], delivery: ["a", "b"] })).toEqual({
    status: null,
    deliveryId: null,
  });
});
