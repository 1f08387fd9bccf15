import { expect, test } from "vitest";
import type { BillingEvent } from "@/gateway/contracts/billing-event";
import { sumEvents } from "./sum-events";

const event = (id: string, modelSlug: string, inputTokens: number): BillingEvent => ({
  idempotencyKey: id,
  timestamp: "2026-03-02T08:00:00Z",
  requestId: `req_${id}`,
  modelSlug,
  externalEntityId: "cust_1",
  apiKeyPrefix: "sky_0123456789ab",
  tokens: { inputTokens, outputTokens: 5, cachedInputTokens: 1 },
});

test("events are added up by model, most tokens first, and one that comes twice counts once", () => {
  const events = [
    event("a", "acme/small", 10),
    event("b", "acme/large", 100),
    event("b", "acme/large", 100),
    event("c", "acme/small", 20),
  ];
  expect(sumEvents(events)).toEqual([
    {
      ...{ slug: "acme/large", requests: 1 },
      ...{ inputTokens: 100, cachedInputTokens: 1, outputTokens: 5 },
    },
    {
      ...{ slug: "acme/small", requests: 2 },
      ...{ inputTokens: 30, cachedInputTokens: 2, outputTokens: 10 },
    },
  ]);
});
