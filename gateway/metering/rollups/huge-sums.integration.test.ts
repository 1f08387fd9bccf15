// One sum too large takes no page down.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestClock } from "../../testing/test-clock";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { rollUpAll, usageEvent } from "../../testing/usage-rows";
import { insertEvents } from "../ledger/event-store";
import { rebuildCounters } from "../ledger/rebuild-counters";

const most = Number.MAX_SAFE_INTEGER;
const slug = "acme/m";
const today = new Date().toISOString().slice(0, 10);
let gateway: TestGateway;
let root: string;
let child: string;

async function manage(method: string, url: string, body?: unknown) {
  const answer = await gateway.inject(method, url, { key: gateway.managementKey, body });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

beforeAll(async () => {
  gateway = await createTestGateway({ clock: createTestClock(`${today}T12:00:00Z`) });
  const limits = {
    rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: most }],
    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: most }],
  };
  const add = async (id: string, parent: string | null) =>
    String(
      (
        await manage("POST", "/v1/gateway/groups", {
          metadata: { external_entity_id: id },
          models: [{ slug, ...limits }],
          hierarchy: {
            parent_group_id: parent,
            limit_enforcement: parent === null ? "CASCADING" : null,
          },
        })
      ).id,
    );
  root = await add("root", null);
  child = await add("child", root);
  const of = { workspaceId: gateway.workspaceId, path: [root, child], slug };
  // More than a bigint holds, in two additions.
  for (const hour of ["05", "06"]) {
    const events = Array.from({ length: 1_100 }, (_, second) =>
      usageEvent(
        of,
        new Date(Date.parse(`${today}T${hour}:00:00Z`) + second * 1_000).toISOString(),
        {
          ...{ inputTokens: most, outputTokens: most, cachedInputTokens: most },
        },
      ),
    );
    await insertEvents(gateway.db, events);
    await rollUpAll(gateway.db);
  }
});
afterAll(() => gateway.close());

test.each(["none", "group", "key", "slug"])(
  "case 33: consumption by %s is told, and where it stops growing",
  async (by) => {
    for (const interval of ["hour", "day"]) {
      const query = new URLSearchParams({ by, interval, from: `${today}T00:00:00Z` });
      const history = await manage("GET", `/v1/gateway/usage-history?${query}`);
      expect(history).toMatchObject({
        saturated: true,
        totals: { requests: 2_200, input_tokens: most, output_tokens: most, total_tokens: most },
        others: { totals: { input_tokens: 0, total_tokens: 0 } },
      });
    }
    const csv = new URLSearchParams({ by, format: "csv", from: `${today}T00:00:00Z` });
    const answer = await gateway.inject("GET", `/v1/gateway/usage-history?${csv}`, {
      key: gateway.managementKey,
    });
    expect(answer.text).toContain(String(most));
  },
);

test("case 33: a group's limits, use, headroom, consumers and peaks are told", async () => {
  await rebuildCounters(gateway.deps);
  const limits = await manage("GET", `/v1/gateway/groups/${child}/limits`);
  expect(JSON.stringify(limits)).toContain(`"used":${most}`);
  const usage = await manage("GET", `/v1/gateway/groups/${child}/usage`);
  expect(usage.usage[slug]).toMatchObject([{ current_usage: most }]);
  await manage("GET", "/v1/gateway/headroom");
  for (const unit of ["MINUTE", "DAY"]) {
    const tuple = `slug=${encodeURIComponent(slug)}&type=TOKEN&unit=${unit}`;
    await manage("GET", `/v1/gateway/groups/${child}/limits/consumers?${tuple}`);
    await manage("GET", `/v1/gateway/groups/${root}/limits/peaks?${tuple}&threshold=1000`);
  }
});
