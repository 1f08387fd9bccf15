import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { type LimitConsumers, limitConsumers } from "../../contracts/limit-consumers";
import { insertEvents } from "../../metering/ledger/event-store";
import type { LedgerRow } from "../../metering/ledger/ledger";
import { addUpUsage } from "../../testing/headroom-fixture";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, deleteGroup, groupsPath, type TestModel } from "../../testing/test-groups";
import { usageEvent } from "../../testing/usage-rows";

const models: TestModel[] = [
  {
    slug: "acme/a",
    rate_limits: [
      { type: "TOKEN", unit: "MINUTE", threshold: 100_000 },
      { type: "REQUEST", unit: "SECOND", threshold: 100_000 },
    ],
    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 100_000 }],
  },
];
const minute = "slug=acme/a&type=TOKEN&unit=MINUTE";
const day = "slug=acme/a&type=TOKEN&unit=DAY";

let gateway: TestGateway;
let org: Group;
let engineering: Group;
let search: Group;
beforeEach(async () => {
  gateway = await createTestGateway();
  org = await addGroup(gateway, "org", { name: "Org", mode: "CASCADING", models });
  engineering = await addGroup(gateway, "eng", { name: "Engineering", parent: org });
  search = await addGroup(gateway, "search", { parent: engineering, models });
});
afterEach(() => gateway.close());

async function used(
  path: Group[],
  tokens: number,
  change: Partial<LedgerRow> & { agoMs?: number } = {},
) {
  const { agoMs = 0, ...rest } = change;
  const ids = path.map(({ id }) => id);
  const at = { workspaceId: gateway.workspaceId, path: ids, slug: "acme/a" };
  const amounts = { inputTokens: tokens, outputTokens: 0, cachedInputTokens: 0 };
  const event = usageEvent(at, gateway.clock.now() - agoMs, { ...amounts, ...rest });
  await insertEvents(gateway.db, [event]);
}

async function read(group: Group, query: string): Promise<LimitConsumers> {
  const path = `${groupsPath}/${group.id}/limits/consumers?${query}`;
  const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
  expect(answer.status, answer.text).toBe(200);
  return limitConsumers.parse(answer.json);
}

/** `Name amount` of each level that has a pool, `+ n others amount` last; `*` on the group's path. */
function told({ pools }: LimitConsumers): string[][] {
  return pools.map(({ consumers, others }) => [
    ...consumers.map(({ group, is_own_use, is_on_path, amount }) =>
      [
        is_own_use ? "own" : (group.name ?? group.external_entity_id),
        amount,
        ...(is_on_path ? ["*"] : []),
      ].join(" "),
    ),
    ...(others.amount > 0 ? [`+ ${others.count} others ${others.amount}`] : []),
  ]);
}

describe("who used a pool", () => {
  test("are the groups right below each level that declares it, and its own keys, biggest first", async () => {
    const finance = await addGroup(gateway, "fin", { name: "Finance", parent: org });
    const books = await addGroup(gateway, "books", { parent: finance });
    const ingest = await addGroup(gateway, "ingest", { name: "Ingest", parent: engineering });
    const bot = await addGroup(gateway, "bot", { parent: search });
    await used([org, finance, books], 31);
    await used([org, engineering, search], 50);
    await used([org, engineering, search, bot], 8);
    await used([org, engineering, ingest], 3);
    await used([org, engineering], 1);
    await used([org], 5);
    await used([org], 700, { modelSlug: "acme/b" });
    await used([org, finance], 800, { agoMs: 61_000 });
    const answer = await read(search, minute);
    expect(told(answer)).toEqual([
      ["Engineering 62 *", "Finance 31", "own 5"],
      ["own 50 *", "bot 8"],
    ]);
    expect(answer.pools.map(({ source_group, amount }) => [source_group, amount])).toEqual([
      [org.id, 98],
      [search.id, 58],
    ]);
    expect(answer.is_whole).toBe(true);
    expect(Date.parse(answer.from)).toBe(gateway.clock.now() - 60_000);
  });

  test("count as after a restart: tokens from the end of the answer, requests from its admission", async () => {
    const now = gateway.clock.now();
    await used([org, engineering], 10, { admittedAt: now - 300_000 });
    await used([org, engineering], 0, { billable: false });
    expect(told(await read(engineering, minute))).toEqual([["Engineering 10 *"]]);
    const second = "slug=acme/a&type=REQUEST&unit=SECOND";
    expect(told(await read(engineering, second))).toEqual([["Engineering 1 *"]]);
  });

  test("of a day are those of the roll-ups and of what these do not have yet", async () => {
    const finance = await addGroup(gateway, "fin", { name: "Finance", parent: org });
    await used([org, finance], 20);
    await used([org], 2);
    await used([org, engineering, search], 40, { agoMs: 30_000 });
    await used([org, finance], 900, { agoMs: 86_400_000 });
    await addUpUsage(gateway);
    await used([org, finance], 5);
    await used([org, engineering, search], 1);
    expect(told(await read(search, day))).toEqual([
      ["Engineering 41 *", "Finance 25", "own 2"],
      ["own 41 *"],
    ]);
    await addUpUsage(gateway);
    expect(told(await read(search, day))[0]).toEqual(["Engineering 41 *", "Finance 25", "own 2"]);
  });

  test("are five by name, the way to the group always among them, and the rest together", async () => {
    for (let index = 1; index <= 7; index++) {
      await used([org, await addGroup(gateway, `g${index}`, { parent: org })], 10 * index);
    }
    await used([org, engineering, search], 1);
    await used([org], 5);
    const top = ["g7 70", "g6 60", "g5 50", "g4 40", "Engineering 1 *", "+ 4 others 65"];
    expect(told(await read(search, minute))[0]).toEqual(top);
    expect(told(await read(org, minute))[0]).toEqual([
      ...["g7 70", "g6 60", "g5 50", "g4 40", "g3 30"],
      "+ 4 others 36",
    ]);
    await addUpUsage(gateway);
    expect(told(await read(search, day))[0]).toEqual(top);
  });

  test("are told of the newest calls alone where there are too many to read", async () => {
    const older = Array.from({ length: 10_000 }, (_, index) => ({ agoMs: 59_000 - index }));
    const at = { workspaceId: gateway.workspaceId, path: [org.id], slug: "acme/a" };
    const now = gateway.clock.now();
    await insertEvents(
      gateway.db,
      older.map(({ agoMs }) => usageEvent(at, now - agoMs)),
    );
    expect((await read(org, minute)).is_whole).toBe(true);
    await used([org, engineering], 7, { agoMs: 10_000 });
    const answer = await read(org, minute);
    expect(told(answer)).toEqual([["own 149985 *", "Engineering 7"]]);
    expect(answer.is_whole).toBe(false);
    expect(Date.parse(answer.from)).toBe(now - 59_000);
  });

  test("of a deleted group keep its name, and are said to be of a deleted one", async () => {
    const gone = await addGroup(gateway, "gone", { name: "Gone", parent: org });
    await used([org, gone], 9);
    await addUpUsage(gateway);
    await deleteGroup(gateway, gone);
    for (const query of [minute, day]) {
      const [pool] = (await read(search, query)).pools;
      expect(pool?.consumers).toMatchObject([{ group: { name: "Gone", is_deleted: true } }]);
    }
  });

  test("above `within` are told as that group and the rest: no name, no number of them", async () => {
    const finance = await addGroup(gateway, "fin", { name: "Finance", parent: org });
    await used([org, finance], 31);
    await used([org, engineering], 4);
    await used([org, engineering, search], 58);
    const answer = await read(search, `${minute}&within=${search.id}`);
    expect(told(answer)).toEqual([["search 58 *", "+ null others 35"], ["own 58 *"]]);
    const text = JSON.stringify(answer);
    for (const name of ["Org", "Finance", "Engineering", finance.id])
      expect(text).not.toContain(name);
    expect(told(await read(search, `${minute}&within=${engineering.id}`))[0]).toEqual([
      "Engineering 62 *",
      "+ null others 31",
    ]);
  });

  test("are nobody in an independent tree, or where nobody declares the limit", async () => {
    const alone = await addGroup(gateway, "alone", { mode: "INDEPENDENT", models });
    await used([alone], 5, { cascading: false });
    expect((await read(alone, minute)).pools).toEqual([]);
    expect((await read(search, "slug=acme/a&type=REQUEST&unit=DAY")).pools).toEqual([]);
  });

  test.each([
    ["no slug", "type=TOKEN&unit=DAY", "slug"],
    ["another type", "slug=acme/a&type=WORD&unit=DAY", "type must be TOKEN or REQUEST"],
    ["another unit", "slug=acme/a&type=TOKEN&unit=FORTNIGHT", "unit must be SECOND, MINUTE"],
    ["a group beside the path", `${minute}&within=grp_other`, "within must name the group or one"],
  ])("with %s is refused", async (_what, query, message) => {
    const path = `${groupsPath}/${search.id}/limits/consumers?${query}`;
    const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
    expect([answer.status, answer.json.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(answer.json.message).toContain(message);
  });

  test("of another workspace are not told", async () => {
    const key = gateway.otherWorkspace.managementKey;
    const path = `${groupsPath}/${search.id}/limits/consumers?${minute}`;
    expect((await gateway.inject("GET", path, { key })).status).toBe(403);
  });
});
