import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UsageHistory } from "../../contracts/usage-history";
import { createTestClock } from "../../testing/test-clock";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addRefusals, rollUpAll, usageEvent } from "../../testing/usage-rows";
import { insertEvents } from "../ledger/event-store";

const path = "/v1/gateway/usage-history";
const today = new Date().toISOString().slice(0, 10);
const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
const window = { from: `${yesterday}T00:00:00Z`, to: `${today}T23:59:59Z` };

let gateway: TestGateway;
let workspaceId: string;
/** root ─ team ─ project, and a second customer. */
let ids: { root: string; team: string; project: string; other: string };
let teamKey: string;

beforeAll(async () => {
  gateway = await createTestGateway({ clock: createTestClock(`${today}T12:00:00Z`) });
  workspaceId = gateway.workspaceId;
  const add = async (id: string, name: string, parent?: string) =>
    String(
      (
        await manage("POST", "/v1/gateway/groups", {
          metadata: { external_entity_id: id, name },
          models: [{ slug: "acme/m" }],
          hierarchy: { parent_group_id: parent ?? null, limit_enforcement: null },
        })
      ).id,
    );
  const root = await add("customer", "=Customer, Inc.");
  const team = await add("team", "Team", root);
  const project = await add("project", "Project", team);
  ids = { root, team, project, other: await add("other", "Other") };
  const minted = await manage("POST", `/v1/gateway/groups/${team}/api_keys`, { name: "nightly" });
  teamKey = String(minted.api_key).slice(0, 16);
  const at = (...groups: string[]) => ({ workspaceId, path: groups });
  const team1 = { ...at(root, team), key: teamKey };
  const foreign = { workspaceId: gateway.otherWorkspace.id, path: ["grp_x"] };
  await insertEvents(gateway.db, [
    usageEvent(at(root), `${yesterday}T01:10:00Z`, { inputTokens: 100 }),
    usageEvent(team1, `${yesterday}T23:59:59.999Z`, { inputTokens: 1_000 }),
    usageEvent(team1, `${today}T00:00:00Z`, { inputTokens: 1_000 }),
    usageEvent({ ...team1, slug: "acme/n" }, `${today}T05:30:00Z`, { inputTokens: 1_000 }),
    usageEvent(at(root, team, project), `${today}T05:59:00Z`, { inputTokens: 10_000 }),
    usageEvent(at(ids.other), `${today}T06:00:00Z`, {
      ...{ billable: false, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
      outcome: "upstream_error",
    }),
    usageEvent(foreign, `${today}T06:00:00Z`, { inputTokens: 1_000_000 }),
  ]);
  await addRefusals(gateway.db, { ...at(root, team), key: teamKey }, `${today}T05:00:00Z`, 7);
  await rollUpAll(gateway.db);
});
afterAll(() => gateway.close());

async function manage(method: string, url: string, body?: unknown) {
  const answer = await gateway.inject(method, url, { key: gateway.managementKey, body });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

async function read(query: Record<string, string>): Promise<UsageHistory> {
  return manage("GET", `${path}?${new URLSearchParams({ ...window, ...query })}`);
}

const listTokens = (list: UsageHistory["consumers"]) =>
  list.map(({ group, key, slug, is_own_use, totals }) => [
    key?.prefix ?? slug ?? `${group?.external_entity_id}${is_own_use ? " itself" : ""}`,
    totals.total_tokens,
  ]);

const ofAll = {
  ...{ requests: 6, unbilled_requests: 1, refusals: 7 },
  ...{ input_tokens: 13_100, cached_input_tokens: 10, output_tokens: 25, total_tokens: 13_125 },
};

describe("usage over time", () => {
  test("adds up the whole workspace, and nothing of another, by UTC day and hour", async () => {
    const days = await read({});
    expect(days).toMatchObject({
      from: `${yesterday}T00:00:00.000Z`,
      to: new Date(Date.parse(today) + 86_400_000).toISOString(),
      ...{ interval: "day", by: "none", group: null, consumers: [], totals: ofAll },
    });
    expect(days.points.map(({ at, requests }) => [at, requests])).toEqual([
      [`${yesterday}T00:00:00.000Z`, 2],
      [`${today}T00:00:00.000Z`, 4],
    ]);
    const hours = await read({ interval: "hour" });
    expect(hours.totals).toEqual(ofAll);
    expect(
      hours.points.map(({ at, requests, refusals }) => [at.slice(11, 13), requests, refusals]),
    ).toEqual([
      ["01", 1, 0],
      ["23", 1, 0],
      ["00", 1, 0],
      ["05", 2, 7],
      ["06", 1, 0],
    ]);
    expect(Date.parse(days.complete_until)).toBeGreaterThan(Date.now() - 10_000);
  });

  test("a window of hours across days counts whole days and what is left at its ends once", async () => {
    const { totals } = await read({
      ...{ interval: "hour", from: `${yesterday}T23:30:00Z`, to: `${today}T05:00:00Z` },
    });
    expect(totals).toMatchObject({ requests: 2, input_tokens: 2_000, refusals: 0 });
    const { totals: more } = await read({ interval: "hour", from: `${yesterday}T02:00:00Z` });
    expect(more).toEqual({
      ...{ ...ofAll, requests: 5, input_tokens: 13_000, cached_input_tokens: 8 },
      ...{ output_tokens: 20, total_tokens: 13_020 },
    });
  });

  test("a group counts with its subtree, or alone; groups are compared a level at a time", async () => {
    const { totals, group } = await read({ group_id: ids.team });
    expect(totals).toMatchObject({ requests: 4, input_tokens: 13_000, refusals: 7 });
    expect(group).toMatchObject({ name: "Team", is_deleted: false });
    const alone = await read({ group_id: ids.team, include_subtree: "false" });
    expect(alone.totals.input_tokens).toBe(3_000);
    expect(listTokens((await read({ by: "group" })).consumers)).toEqual([
      ["customer", 13_125],
      ["other", 0],
    ]);
    expect(listTokens((await read({ by: "group", group_id: ids.root })).consumers)).toEqual([
      ["team", 13_020],
      ["customer itself", 105],
    ]);
    const { consumers } = await read({ by: "group", group_id: ids.team, include_subtree: "false" });
    expect(listTokens(consumers)).toEqual([["team itself", 3_015]]);
  });

  test("narrows to a key or a slug, in every comparison", async () => {
    expect((await read({ api_key_prefix: teamKey })).totals).toMatchObject({
      ...{ requests: 3, refusals: 7 },
    });
    expect((await read({ api_key_prefix: teamKey, group_id: ids.other })).totals.requests).toBe(0);
    expect((await read({ slug: "acme/n" })).totals.requests).toBe(1);
    expect((await read({ slug: "acme/unknown" })).totals.requests).toBe(0);
    expect(listTokens((await read({ by: "slug", api_key_prefix: teamKey })).consumers)).toEqual([
      ["acme/m", 2_010],
      ["acme/n", 1_005],
    ]);
    const byGroup = await read({ by: "group", api_key_prefix: teamKey });
    expect(listTokens(byGroup.consumers)).toEqual([["team itself", 3_015]]);
  });

  test("case 26: a revoked key and deleted groups keep their names in history, and sums are of everything, not of what is listed", async () => {
    const before = await read({ by: "key" });
    await manage("DELETE", `/v1/gateway/groups/${ids.team}/api_keys/${teamKey}`);
    await manage("DELETE", `/v1/gateway/groups/${ids.team}`);
    const { consumers, totals } = await read({ by: "key" });
    expect(totals).toEqual(before.totals);
    const nightly = consumers.find(({ key }) => key?.prefix === teamKey);
    expect(nightly).toMatchObject({
      key: { name: "nightly", is_revoked: true },
      group: { name: "Team", external_entity_id: "team", is_deleted: true },
      totals: { requests: 3, input_tokens: 3_000 },
    });
    const below = await read({ by: "group", group_id: ids.team });
    expect(below.group).toMatchObject({ name: "Team", is_deleted: true });
    expect(listTokens(below.consumers)).toEqual([
      ["project", 10_005],
      ["team itself", 3_015],
    ]);

    for (const by of ["group", "key", "slug"]) {
      const short = await read({ by, limit: "1" });
      const ledger = await gateway.db.query<{ requests: number; tokens: number }>(
        `SELECT count(*) AS requests, sum(input_tokens + output_tokens)::bigint AS tokens
         FROM events WHERE workspace_id = $1`,
        [workspaceId],
      );
      const { requests, total_tokens: tokens } = short.totals;
      expect({ requests, tokens }).toEqual(ledger.rows[0]);
      expect(short.consumers).toHaveLength(1);
      expect(short.others.count).toBeGreaterThan(0);
      const listed = short.consumers[0]?.totals.total_tokens ?? 0;
      expect(listed + short.others.totals.total_tokens).toBe(tokens);
      const points = [...(short.consumers[0]?.points ?? []), ...short.others.points];
      expect(points.reduce((sum, point) => sum + point.total_tokens, 0)).toBe(tokens);
    }
  });
});

describe("as CSV", () => {
  const csv = (query: Record<string, string>, accept?: string) =>
    gateway.inject("GET", `${path}?${new URLSearchParams({ ...window, ...query })}`, {
      key: gateway.viewKey,
      ...(accept ? { headers: { accept } } : {}),
    });

  test("its columns add up to the totals, whoever is listed; no cell is a formula", async () => {
    for (const by of ["none", "group", "key", "slug"]) {
      const { status, text, headers } = await csv({ by, limit: "1", format: "csv" });
      expect(status).toBe(200);
      expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
      expect(headers["content-disposition"]).toBe(
        `attachment; filename="usage-by-day-${yesterday}-to-${today}.csv"`,
      );
      const [head = "", ...lines] = text.split("\r\n").filter(Boolean);
      const measures = ["requests", "refusals", "input_tokens", "total_tokens"] as const;
      for (const measure of measures) {
        const fromEnd = head.split(",").length - head.split(",").indexOf(measure);
        const sum = lines.reduce((all, line) => all + Number(line.split(",").at(-fromEnd)), 0);
        expect([by, measure, sum]).toEqual([by, measure, ofAll[measure]]);
      }
    }
    const { text } = await csv({ by: "group", format: "csv" });
    expect(text).toContain(`${ids.root},"'=Customer, Inc.",customer,no,`);
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  test("is asked for by Accept as well, and never by whoever takes JSON", async () => {
    expect((await csv({}, "text/csv")).headers["content-type"]).toContain("text/csv");
    const json = "application/json, text/csv;q=0.5";
    expect((await csv({}, json)).headers["content-type"]).toContain("application/json");
    expect((await csv({ format: "json" }, "text/csv")).json.totals).toEqual(ofAll);
  });
});

describe("refuses", () => {
  test.each([
    ["group_id", { group_id: "x".repeat(256) }],
    ["include_subtree", { include_subtree: "yes" }],
    ["from", { from: "yesterday" }],
    ["from", { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }],
    ["from", { from: "2020-01-01T00:00:00Z" }],
    ["from", { interval: "hour", from: "2026-01-01T00:00:00Z" }],
    ["to", { to: "2026-01-01" }],
    ["interval", { interval: "week" }],
    ["by", { by: "customer" }],
    ["limit", { limit: "0" }],
    ["limit", { by: "key", interval: "hour", limit: "1000", from: daysAgo(20) }],
    ["format", { format: "xml" }],
  ])("400 that names %s", async (field, query) => {
    const asked = new URLSearchParams({ to: `${today}T12:00:00Z`, ...query } as never);
    const { status, json } = await gateway.inject("GET", `${path}?${asked}`, {
      key: gateway.viewKey,
    });
    expect(status).toBe(400);
    expect(json.code).toBe("VALIDATION_ERROR");
    expect(json.details.map((detail: { path: string }) => detail.path)).toEqual([field]);
  });

  test("403 another workspace's group, 404 what never was, 401 without a key; view is enough", async () => {
    const other = { key: gateway.otherWorkspace.managementKey };
    const ask = (query: string, key: { key?: string }) =>
      gateway.inject("GET", `${path}?${query}`, key);
    expect((await ask(`group_id=${ids.root}`, other)).status).toBe(403);
    expect((await ask(`api_key_prefix=${teamKey}`, other)).status).toBe(404);
    expect((await ask("group_id=grp_never", { key: gateway.viewKey })).status).toBe(404);
    expect((await ask("", {})).status).toBe(401);
    expect((await ask("", { key: gateway.viewKey })).status).toBe(200);
    const answer = await ask("", other);
    expect(answer.json.totals).toMatchObject({ requests: 1, input_tokens: 1_000_000 });
  });

  test("it is announced, and in the OpenAPI document with both forms", async () => {
    const { capabilities } = await manage("GET", "/v1/gateway/capabilities");
    expect(capabilities).toContain("usage_history");
    const spec = (await gateway.inject("GET", "/v1/spec")).json;
    const answer = spec.paths[path].get.responses["200"];
    expect(Object.keys(answer.content)).toEqual(["application/json", "text/csv"]);
  });
});

function daysAgo(days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString();
}
