import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dayMs } from "@/gateway/contracts/leaves/time";
import type { Member } from "@/lib/auth/auth";
import { insertEvents } from "../../gateway/metering/ledger/event-store";
import { createTestGateway, type TestGateway } from "../../gateway/testing/test-gateway";
import { addRefusals, rollUpAll, usageEvent } from "../../gateway/testing/usage-rows";
import { loadOverview } from "./load-overview";

// Days that are over, so that all of them is in the figures whatever the time is.
const dayAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
const today = dayAgo(1);
const yesterday = dayAgo(2);
const nowMs = Date.parse(`${today}T08:30:00Z`);

let gateway: TestGateway;
const ids = { root: "", team: "", other: "" };
const admin: Member = {
  ...{ id: "mem_1", email: "admin@x.io", role: "admin", subtreeGroupId: null, sessionId: "ses_1" },
};

beforeAll(async () => {
  gateway = await createTestGateway({ listen: true });
  vi.stubEnv("GATEWAY_API_URL", gateway.url);
  vi.stubEnv("GATEWAY_API_KEY", gateway.managementKey);
  vi.stubEnv("DATABASE_URL", gateway.databaseUrl);
  vi.stubEnv("NEXTAUTH_SECRET", "of no use here");
  ids.root = await addGroup("customer");
  ids.team = await addGroup("team", ids.root);
  ids.other = await addGroup("other");
  await addTraffic();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await gateway.close();
});
// What the server is, each test finds out anew.
beforeEach(() => {
  globalThis.headgateConnection = undefined;
});

async function manage(method: string, path: string, body?: unknown) {
  const answer = await gateway.inject(method, path, { key: gateway.managementKey, body });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

async function addGroup(externalId: string, parentId?: string): Promise<string> {
  const group = await manage("POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: externalId, name: externalId.toUpperCase() },
    models: [{ slug: "acme/nobody-serves-this" }],
    hierarchy: { parent_group_id: parentId ?? null, limit_enforcement: null },
  });
  return String(group.id);
}

/** 15 tokens an event. Recorded now, admitted then, as the day of a request is its admission's. */
async function addTraffic(): Promise<void> {
  const at = (...path: string[]) => ({ workspaceId: gateway.workspaceId, path });
  const recorded = { timestamp: Date.now() };
  const team = at(ids.root, ids.team);
  await insertEvents(gateway.db, [
    usageEvent(team, `${yesterday}T07:59:59Z`, recorded),
    usageEvent(team, `${yesterday}T08:00:00Z`, recorded),
    usageEvent(at(ids.other), `${yesterday}T23:59:59Z`, recorded),
    usageEvent(team, `${today}T00:00:00Z`, recorded),
    usageEvent(team, `${today}T07:59:59Z`, recorded),
    usageEvent(at(ids.other), `${today}T07:00:00Z`, recorded),
    usageEvent(at(ids.other), `${today}T08:10:00Z`, { ...recorded, billable: false }),
  ]);
  await addRefusals(gateway.db, team, `${yesterday}T01:00:00Z`, 2);
  await addRefusals(gateway.db, team, `${today}T01:00:00Z`, 3);
  await rollUpAll(gateway.db);
}

async function load(member: Partial<Member> = {}) {
  const overview = await loadOverview({ ...admin, ...member }, nowMs);
  if (!overview.ok) throw new Error(overview.error.message);
  return overview.data;
}

/** While `work` runs, the gateway can't read this table. */
async function without<Answer>(table: string, work: () => Promise<Answer>): Promise<Answer> {
  await gateway.db.query(`ALTER TABLE ${table} RENAME TO out_of_reach`);
  try {
    return await work();
  } finally {
    await gateway.db.query(`ALTER TABLE out_of_reach RENAME TO ${table}`);
  }
}

describe("traffic", () => {
  test("is the workspace's, today so far, beside yesterday's by the same whole hour", async () => {
    const { traffic } = await load();
    expect(traffic).toMatchObject({
      ok: true,
      data: {
        ...{ groupName: null, wholeHours: 8, isLate: false, unbilledRequests: 1 },
        requests: { today: 4, byThen: 3, yesterdayByThen: 1 },
        refusals: { today: 3, byThen: 3, yesterdayByThen: 2 },
        tokens: { byThen: 45, yesterdayByThen: 15 },
      },
    });
  });

  test("is of their group and below for a member of it, who gets nothing of the workspace", async () => {
    const { traffic, workspace } = await load({ role: "operator", subtreeGroupId: ids.other });
    expect(workspace).toBeNull();
    expect(traffic).toMatchObject({
      ok: true,
      data: {
        ...{ groupName: "OTHER", refusals: { today: 0 } },
        requests: { today: 2, byThen: 1, yesterdayByThen: 0 },
      },
    });
    const above = await load({ role: "viewer", subtreeGroupId: ids.root });
    expect(above.traffic).toMatchObject({ ok: true, data: { requests: { today: 2 } } });
  });
});

test("what needs attention is read: slugs nobody serves, a paused webhook, dead letters", async () => {
  const texts = async () => (await load()).workspace?.notices.map(({ text }) => text);
  const unserved = "Groups name 1 slug that no endpoint serves:";
  expect(await texts()).toEqual([unserved]);
  await manage("PUT", "/v1/gateway/webhooks/settings", { url: "http://127.0.0.1:9/" });
  await manage("POST", "/v1/gateway/webhooks/settings/pause");
  await gateway.db.query(
    `INSERT INTO webhook_deliveries (workspace_id, kind, status, idempotency_keys, body, created_at,
       next_attempt_at, attempt_count, finished_at)
     VALUES ($1, 'events', 'dead_letter', '{01J}', '{}', now(), now(), 1, now())`,
    [gateway.workspaceId],
  );
  expect(await texts()).toEqual([
    expect.stringMatching(/^1 webhook delivery was given up/),
    expect.stringMatching(/^The webhook is paused/),
    unserved,
  ]);
});

test("what of the gateway is not ready leads what needs attention", async () => {
  const isAvailable = vi.spyOn(gateway.deps.ledger, "isAvailable").mockReturnValue(false);
  const { workspace } = await load();
  isAvailable.mockRestore();
  expect(workspace?.checks).toEqual({ database: true, counters: true, ledger: false });
  expect(workspace?.notices[0]?.text).toBe("The gateway is not ready: Metering.");
});

describe("a part that can't be read", () => {
  test.each([
    ["tree_usage_hours", "traffic"],
    ["endpoints", "setup"],
    ["audit_logs", "recent"],
  ])("fails alone: without %s, the %s", async (table, part) => {
    const { traffic, workspace } = await without(table, () => load());
    const { setup, recent } = workspace ?? {};
    const oks = { traffic: traffic?.ok, setup: setup?.ok, recent: recent?.ok };
    expect(oks).toEqual({ traffic: true, setup: true, recent: true, [part]: false });
  });

  test("is said where it would stand among what needs attention", async () => {
    const { traffic, workspace } = await without("webhook_deliveries", () => load());
    expect(workspace?.notices[0]?.text).toMatch(/^The state of the webhook could not be read: /);
    expect([traffic?.ok, workspace?.setup.ok, workspace?.recent.ok]).toEqual([true, true, true]);
  });

  test("is the only error where nothing can be read, and names what of the gateway is to blame", async () => {
    const blamed = {
      ok: false,
      error: { message: expect.stringContaining("Not ready: Database") },
    };
    await load();
    const known = await without("workspaces", () => loadOverview(admin, nowMs));
    expect(known).toMatchObject(blamed);
    globalThis.headgateConnection = undefined;
    const fresh = await without("workspaces", () => loadOverview(admin, nowMs));
    expect(fresh).toMatchObject(blamed);
  });
});
