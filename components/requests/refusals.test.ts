import { expect, test } from "vitest";
import type { RefusalSummary } from "@/gateway/contracts/refusal";
import { seenRefusalPage, seenRefusals } from "./refusals";

const named = (id: string, name: string | null = `Name of ${id}`) => ({
  ...{ id, name, external_entity_id: `ext_${id}` },
});
const limit = { kind: "rate", type: "TOKEN", unit: "MINUTE", threshold: 10 } as const;
const newest = {
  ...{ request_id: "req_1", at: "2026-01-01T00:00:00Z", retry_after_ms: 1_500, never_fits: false },
};
const summary: RefusalSummary = {
  ...{ from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", refusals: 3 },
  items: [
    {
      groups: [named("root"), named("team"), named("leaf", null)],
      model_slug: "acme/a",
      limit: { ...limit, source_group: "root" },
      refusals: 3,
      newest,
    },
  ],
  others: { count: 0, refusals: 0 },
};

test("everybody is named by name, or by external id, and the limit by its group", () => {
  expect(seenRefusals(summary, null).sums).toEqual([
    {
      groups: [
        { id: "root", name: "Name of root" },
        { id: "team", name: "Name of team" },
        { id: "leaf", name: "ext_leaf" },
      ],
      slug: "acme/a",
      limit: {
        ...{ type: "TOKEN", unit: "MINUTE", threshold: 10 },
        ...{ sourceId: "root", sourceName: "Name of root" },
      },
      refusals: 3,
      newest: { requestId: "req_1", at: "2026-01-01T00:00:00Z", waitMs: 1_500 },
    },
  ]);
});

test("no name from above a member's subtree is passed on", () => {
  const seen = seenRefusals(summary, "team");
  expect(seen.sums[0]?.groups.map(({ id }) => id)).toEqual(["team", "leaf"]);
  expect(seen.sums[0]?.limit.sourceName).toBeNull();
  expect(JSON.stringify(seen)).not.toMatch(/Name of root|ext_root/);
});

test("a request that never fits has no wait", () => {
  const { refusals } = seenRefusalPage({
    items: [
      {
        ...newest,
        never_fits: true,
        groups: [named("root")],
        model_slug: "acme/a",
        key: { prefix: "sky_1", name: "nightly", is_revoked: false },
        limit: { ...limit, source_group: "root" },
      },
    ],
    pagination: { has_more: false, cursor: null },
  });
  expect(refusals).toMatchObject([{ requestId: "req_1", key: { name: "nightly" }, waitMs: null }]);
});
