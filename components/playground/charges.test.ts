import { expect, test } from "vitest";
import type { GroupLimits, LimitLevel } from "@/gateway/contracts/group-limits";
import type { RefusedLimit, RequestEvent } from "@/gateway/contracts/request";
import { toCharges } from "./charges";

const slug = "acme/glm";
const groups = [
  { id: "root", name: null },
  { id: "team", name: "Search" },
];

function level(source: string, threshold: number | null, used: number | null, counts = true) {
  const own: LimitLevel = {
    ...{ source_group: source, threshold, counts, used, binds_first: false },
    ...{ counter_group: counts ? source : null, remaining: null, reset_ms: null, reset_at: null },
  };
  return own;
}

const limits: GroupLimits = {
  group_id: "team",
  limit_enforcement: "CASCADING",
  counters_available: true,
  groups: [],
  models: [
    {
      slug,
      limits: [
        {
          ...{ kind: "rate", type: "TOKEN", unit: "MINUTE" },
          levels: [level("root", 1_000, 500), level("team", 100, 70)],
        },
        {
          ...{ kind: "usage", type: "REQUEST", unit: "DAY" },
          levels: [level("root", 9, 4), level("team", null, null, false)],
        },
      ],
    },
    { slug: "acme/other", limits: [] },
  ],
};

const event: RequestEvent = {
  ...{ idempotencyKey: "1", timestamp: "2026-01-01T00:00:00Z", requestId: "req_1" },
  ...{ modelSlug: slug, externalEntityId: "team", apiKeyPrefix: "sky_1", estimated: false },
  tokens: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4 },
};

const call = { outcome: "completed", model_slug: slug, event, refusal: null, groups } as const;
const took = (charges: ReturnType<typeof toCharges>) =>
  charges.charges.map((charge) => [charge.type, charge.source.id, charge.took]);

test("every counting level is charged: its tokens all of them, its requests by one", () => {
  const told = toCharges(call, limits);
  expect(took(told)).toEqual([
    ["TOKEN", "root", 15],
    ["TOKEN", "team", 15],
    ["REQUEST", "root", 1],
  ]);
  expect(told.charges[0]).toMatchObject({ source: { name: null }, threshold: 1_000, used: 500 });
  expect(told.billed).toEqual({ prompt: 10, completion: 5, cached: 4, isEstimated: false });
  expect(told.group).toEqual({ id: "team", name: "Search" });
});

test("a model that failed costs a request and no tokens", () => {
  const failed = toCharges({ ...call, outcome: "upstream_error", event: null }, limits);
  expect(took(failed).map(([type, , amount]) => [type, amount])).toEqual([
    ["TOKEN", 0],
    ["TOKEN", 0],
    ["REQUEST", 1],
  ]);
  expect(failed.billed).toBeNull();
});

test("a refusal takes nothing, and its limits stand as they did at that moment", () => {
  const stood = (unit: "MINUTE" | "DAY", used: number): RefusedLimit => ({
    ...{ kind: unit === "DAY" ? "usage" : "rate", type: "TOKEN", unit, threshold: 100 },
    ...{ source_group: "team", counter_group: "team", used, remaining: 0, reset_ms: 1 },
  });
  const refusal = {
    ...{ binding: stood("MINUTE", 99), limits: [stood("MINUTE", 99), stood("DAY", 50)] },
    ...{ retry_after_ms: 4_200, retry_at: "2026-01-01T00:00:05Z", never_fits: false },
  };
  const told = toCharges({ ...call, outcome: "refused", event: null, refusal }, limits);
  expect(
    told.charges.map((charge) => [charge.unit, charge.took, charge.used, charge.refused]),
  ).toEqual([
    ["MINUTE", 0, 99, true],
    ["DAY", 0, 50, false],
  ]);
});

test("counters that can't be read are unknown, not 0", () => {
  const unread = structuredClone(limits);
  for (const { limits: each } of unread.models) {
    for (const { levels } of each) for (const one of levels) one.used = null;
  }
  expect(toCharges(call, unread).charges.map(({ used }) => used)).toEqual([null, null, null]);
});
