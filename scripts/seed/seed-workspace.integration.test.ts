import { afterAll, beforeAll, expect, test } from "vitest";
import { createMemoryCounterStore } from "../../gateway/limits/memory/memory-counter-store";
import { commandLineContext } from "../../gateway/management/workspaces/command-line-context";
import { rebuildCounters } from "../../gateway/metering/ledger/rebuild-counters";
import { saveWatermark } from "../../gateway/metering/rollups/rollup-store";
import { createTestClock } from "../../gateway/testing/test-clock";
import { createTestGateway, type TestGateway } from "../../gateway/testing/test-gateway";
import type { Progress } from "./progress";
import { publishEndpoints, sampleSlugs } from "./publish-endpoints";
import { type Seeded, SeedRefused, seedWorkspace } from "./seed-workspace";

const groups = 300;
const slugs = sampleSlugs("acme");
const progress: Progress = { step: () => {}, advance: () => {}, end: () => {} };

let gateway: TestGateway;
let seeded: Seeded;
const seed = () =>
  seedWorkspace(gateway.deps, { workspaceId: gateway.workspaceId, groups, slugs, progress });

beforeAll(async () => {
  const clock = createTestClock();
  const counters = createMemoryCounterStore(clock);
  gateway = await createTestGateway({ clock, deps: { counters } });
  // As where there was traffic: whatever is older was added up, and is looked at no more.
  await saveWatermark(gateway.db, "events", { recordedAt: new Date(clock.now()), key: "Z" });
  seeded = await seed();
  const context = await commandLineContext(gateway.deps, "default");
  await publishEndpoints(gateway.deps, context, { slugs, demoPort: 4010 });
  await rebuildCounters(gateway.deps);
});
afterAll(() => gateway.close());

async function count(sql: string): Promise<number> {
  const { rows } = await gateway.db.query<{ count: number }>(sql);
  return rows[0]?.count ?? Number.NaN;
}

test("the API lists every group of the sample, with the limits that hold for it", async () => {
  const { managementKey: key } = gateway;
  const { status, json } = await gateway.inject("GET", "/v1/gateway/groups?limit=1000", { key });
  expect(status).toBe(200);
  expect(json.items).toHaveLength(groups);
  const levels = await count("SELECT max(cardinality(path))::int AS count FROM groups");
  expect(levels).toBe(5);
});

test("no cascading group exceeds an ancestor", async () => {
  const above = `
    SELECT count(*)::int AS count FROM groups child
    JOIN groups ancestor ON ancestor.id = ANY (child.path) AND ancestor.id <> child.id
    JOIN group_limits low ON low.group_id = child.id
    JOIN group_limits high USING (slug, kind, type, unit)
    WHERE child.limit_enforcement = 'CASCADING' AND high.group_id = ancestor.id`;
  expect(await count(above)).toBeGreaterThan(0);
  expect(await count(`${above} AND low.threshold > high.threshold`)).toBe(0);
});

test("today's usage is within every daily limit, as the usage route shows it", async () => {
  const { managementKey: key } = gateway;
  const { json } = await gateway.inject("GET", "/v1/gateway/groups?limit=1000", { key });
  let shown = 0;
  for (const { id } of json.items) {
    const answer = await gateway.inject("GET", `/v1/gateway/groups/${id}/usage`, { key });
    for (const entries of Object.values<{ current_usage: number; threshold: number }[]>(
      answer.json.usage,
    )) {
      for (const { current_usage, threshold } of entries) {
        if (current_usage !== null) shown += 1;
        expect(current_usage ?? 0).toBeLessThanOrEqual(threshold);
      }
    }
  }
  expect(shown).toBeGreaterThan(0);
});

test("usage names keys and groups that existed at the time, and none in the future", async () => {
  expect(await count("SELECT count(*)::int AS count FROM events")).toBe(seeded.usageRows);
  const { rows } = await gateway.db.query<{ newest: Date; oldest: Date }>(
    `SELECT max("timestamp") AS newest, min("timestamp") AS oldest FROM events`,
  );
  expect(rows[0]?.newest.getTime()).toBeLessThan(gateway.clock.now());
  expect(rows[0]?.oldest.getTime()).toBeGreaterThan(gateway.clock.now() - 8 * 86_400_000);
  const impossible = `
    SELECT count(*)::int AS count FROM events e
    LEFT JOIN api_keys k ON k.prefix = e.api_key_prefix AND k.group_id = e.group_id
    WHERE k.prefix IS NULL OR k.created_at > e."timestamp" OR k.revoked_at < e."timestamp"
      OR k.last_used_at < e."timestamp"`;
  expect(await count(impossible)).toBe(0);
  // Rows in the default partition would keep their day's partition from ever being made.
  expect(await count("SELECT count(*)::int AS count FROM events_default")).toBe(0);
});

test("the week of usage is in the sums that the usage pages show, beside earlier traffic too", async () => {
  const sums = "SELECT sum(requests)::int AS count FROM usage_days";
  expect(await count(sums)).toBe(seeded.usageRows);
});

test("the key that is shown once works", async () => {
  const { status, json } = await gateway.inject("GET", "/v1/models", { key: seeded.key });
  expect(status).toBe(200);
  expect(json.data.length).toBeGreaterThan(0);
});

test("a second seed is refused and changes nothing", async () => {
  await expect(seed()).rejects.toThrow(SeedRefused);
  expect(await count("SELECT count(*)::int AS count FROM groups")).toBe(groups);
});
