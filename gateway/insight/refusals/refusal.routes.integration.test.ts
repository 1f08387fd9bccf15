import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Refusal, refusalPage, refusalSummary } from "../../contracts/refusal";
import { addRefusalRows, type RefusalFixture, refusalRow } from "../../testing/refusal-rows";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, deleteGroup } from "../../testing/test-groups";
import { insertRefusals } from "./kept-refusal-store";

const hour = 3_600_000;
const day = 24 * hour;
let gateway: TestGateway;
let now: number;
const ids = { acme: "", search: "", ingest: "", globex: "" };
const paths = { acme: [""], search: [""], ingest: [""], globex: [""] };

beforeAll(async () => {
  gateway = await createTestGateway();
  now = gateway.clock.now();
  const acme = await addGroup(gateway, "cust_1", { name: "Acme Corp" });
  const search = await addGroup(gateway, "cust_1_search", { name: "Search", parent: acme });
  const ingest = await addGroup(gateway, "cust_1_ingest", { parent: acme });
  const globex = await addGroup(gateway, "cust_2", { name: "Globex" });
  Object.assign(ids, { acme: acme.id, search: search.id, ingest: ingest.id, globex: globex.id });
  paths.acme = [acme.id];
  paths.search = [acme.id, search.id];
  paths.ingest = [acme.id, ingest.id];
  paths.globex = [globex.id];
});
afterAll(() => gateway.close());
beforeEach(() => gateway.db.query("TRUNCATE receipts, refusal_hours"));

const list = (query = "", key = gateway.viewKey) =>
  gateway.inject("GET", `/v1/gateway/refusals?${query}`, { key });
const summarise = (query = "", key = gateway.viewKey) =>
  gateway.inject("GET", `/v1/gateway/refusals/summary?${query}`, { key });
async function pageAt(query = "", key = gateway.viewKey) {
  const answer = await list(query, key);
  expect(answer.status, answer.text).toBe(200);
  return refusalPage.parse(answer.json);
}
async function readSums(query = "", key = gateway.viewKey) {
  const answer = await summarise(query, key);
  expect(answer.status, answer.text).toBe(200);
  return refusalSummary.parse(answer.json);
}
const toIds = ({ items }: { items: Refusal[] }) => items.map(({ request_id }) => request_id);
const listed = async (query = "") => toIds(await pageAt(query));
const fixture = (who: keyof typeof paths, ago: number, more: Partial<RefusalFixture> = {}) => ({
  ...{ workspaceId: gateway.workspaceId, path: paths[who], at: now - ago },
  ...more,
});
const add = (...fixtures: RefusalFixture[]) => addRefusalRows(gateway.db, fixtures);

describe("refusals", () => {
  test("are told with who called what, by which limit of whom, and for how long", async () => {
    const [id] = await add(
      fixture("search", 1_000, {
        limit: {
          kind: "usage",
          type: "REQUEST",
          unit: "DAY",
          threshold: 3,
          source_group: ids.acme,
        },
      }),
    );
    expect(await pageAt()).toEqual({
      items: [
        {
          request_id: id,
          client_request_id: null,
          trace_id: null,
          at: new Date(now - 1_000).toISOString(),
          groups: [
            { id: ids.acme, name: "Acme Corp", external_entity_id: "cust_1" },
            { id: ids.search, name: "Search", external_entity_id: "cust_1_search" },
          ],
          model_slug: "acme/a",
          key: { prefix: "sky_aaaaaaaaaaaa", name: null, is_revoked: true },
          limit: {
            ...{ kind: "usage", type: "REQUEST", unit: "DAY", threshold: 3 },
            source_group: ids.acme,
          },
          retry_after_ms: 12_000,
          never_fits: false,
        },
      ],
      pagination: { has_more: false, cursor: null },
    });
  });

  test.each([13, 200])(
    "are paged newest first without repeats or gaps, %i at a time, while new ones are written",
    async (limit) => {
      const fixtures = Array.from({ length: 211 }, (_, index) =>
        fixture(
          index % 3 === 0 ? "search" : index % 7 === 0 ? "globex" : "ingest",
          index * 1_100_000,
          {
            slug: index % 2 === 0 ? "acme/a" : "acme/b",
            limit: index % 5 === 0 ? { unit: "DAY", kind: "usage" } : {},
          },
        ),
      );
      const storm = Array.from({ length: 300 }, () => fixture("search", 30 * hour));
      const expected = (await add(...fixtures, ...storm)).sort().reverse();
      const seen: string[] = [];
      for (let query = `limit=${limit}`; query !== ""; ) {
        const { items, pagination } = await pageAt(query);
        seen.push(...items.map(({ request_id }) => request_id));
        await add(fixture("search", -1_000), fixture("globex", -2_000, { slug: "acme/b" }));
        expect(pagination.has_more).toBe(seen.length < expected.length);
        query = pagination.cursor ? `limit=${limit}&cursor=${pagination.cursor}` : "";
      }
      expect(seen).toEqual(expected);
    },
  );

  test("are filtered by group with all below it, or it alone, deleted ones too", async () => {
    const gone = await addGroup(gateway, "cust_gone", { name: "Gone" });
    const [acme, search, ingest, globex, deleted] = await add(
      ...[fixture("acme", 5), fixture("search", 4), fixture("ingest", 3), fixture("globex", 2)],
      { ...fixture("globex", 1), path: [gone.id] },
    );
    await deleteGroup(gateway, gone);
    expect(await listed(`group_id=${ids.acme}`)).toEqual([ingest, search, acme]);
    expect(await listed(`group_id=${ids.acme}&include_subtree=false`)).toEqual([acme]);
    expect(await listed(`group_id=${ids.search}`)).toEqual([search]);
    expect(await listed(`group_id=${ids.globex}`)).toEqual([globex]);
    const { items } = await pageAt(`group_id=${gone.id}`);
    expect(items).toMatchObject([{ request_id: deleted, groups: [{ name: "Gone" }] }]);
  });

  test("are filtered by model, key, limit and time", async () => {
    const byDay = { kind: "usage", unit: "DAY", source_group: ids.acme } as const;
    const [old, other, keyed, daily, requests] = await add(
      fixture("search", 3 * day),
      fixture("search", 2 * hour, { slug: "acme/b" }),
      fixture("globex", hour, { key: "sky_bbbbbbbbbbbb" }),
      fixture("search", 20, { limit: byDay }),
      fixture("search", 10, { limit: { type: "REQUEST" } }),
    );
    expect(await listed("slug=acme/b")).toEqual([other]);
    expect(await listed("key_prefix=sky_bbbbbbbbbbbb")).toEqual([keyed]);
    expect(await listed(`source_group=${ids.acme}&type=TOKEN&unit=DAY`)).toEqual([daily]);
    expect(await listed("type=REQUEST")).toEqual([requests]);
    expect(await listed("unit=MINUTE&type=TOKEN")).toEqual([keyed, other, old]);
    expect(await listed(`group_id=${ids.acme}&slug=acme/a&unit=MINUTE`)).toEqual([requests, old]);
    const at = (ago: number) => new Date(now - ago).toISOString();
    expect(await listed(`from=${at(2 * hour)}&to=${at(20)}`)).toEqual([keyed, other]);
    expect(await listed(`to=${at(2 * hour)}`)).toEqual([old]);
    expect(await listed(`from=${at(19)}`)).toEqual([requests]);
    expect(await listed("slug=acme/nobody")).toEqual([]);
  });

  test("stay within a page of their window and of their filters", async () => {
    await add(fixture("search", 90), fixture("globex", 80));
    const first = await pageAt(`group_id=${ids.search}&limit=1`);
    expect(first.pagination).toEqual({ has_more: false, cursor: null });
    const all = await pageAt("limit=1");
    const to = new Date(now - 85).toISOString();
    const rest = await pageAt(`limit=1&to=${to}&cursor=${all.pagination.cursor}`);
    expect(rest.items).toMatchObject([{ groups: [{ id: ids.acme }, { id: ids.search }] }]);
  });

  test("of another workspace are never told, not even with the same key and model", async () => {
    const theirs = { ...fixture("globex", 1), workspaceId: gateway.otherWorkspace.id };
    await add(fixture("globex", 2), theirs);
    expect((await pageAt()).items).toHaveLength(1);
    expect(await readSums()).toMatchObject({ refusals: 1 });
    const asThey = gateway.otherWorkspace.managementKey;
    expect((await pageAt("", asThey)).items).toHaveLength(1);
    for (const ask of [list, summarise]) {
      expect((await ask(`group_id=${ids.globex}`, asThey)).status).toBe(403);
      expect((await ask("group_id=grp_unknown")).status).toBe(404);
    }
  });

  test("are asked for in words that name what is wrong with them", async () => {
    const wrong = ["from=yesterday", "to=2026-01-01", "unit=FORTNIGHT", "type=TOKENS", "slug=%00"];
    for (const query of [...wrong, "include_subtree=no", "group_id=%00"]) {
      for (const ask of [list, summarise]) {
        const { status, json } = await ask(query);
        expect({ query, status }).toEqual({ query, status: 400 });
        expect(json.details[0].path).toBe(query.split("=")[0]);
      }
    }
    const order = "from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z";
    for (const query of ["limit=0", "limit=201", "limit=x", "cursor=x", order]) {
      expect((await list(query)).status, query).toBe(400);
    }
    const strange = Buffer.from(JSON.stringify({ before: "req_'" })).toString("base64url");
    expect((await list(`cursor=${strange}`)).status).toBe(400);
    expect((await list("from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z")).status).toBe(200);
  });
});

describe("the summary of refusals", () => {
  test("is a line for each group, model and limit, most first, with the newest of each", async () => {
    const ofAcme = { source_group: ids.acme };
    const found = await add(
      ...[1, 2, 3].map((each) => fixture("search", each * 1_000, { limit: ofAcme })),
      fixture("search", 500, { limit: { ...ofAcme, threshold: 70 }, key: "sky_bbbbbbbbbbbb" }),
      ...[1, 2].map((each) => fixture("globex", each * hour)),
      fixture("search", 5 * hour, { limit: { ...ofAcme, type: "REQUEST" } }),
      fixture("globex", 26 * hour),
    );
    const sums = await readSums();
    expect(sums).toMatchObject({ refusals: 7, others: { count: 0, refusals: 0 } });
    expect(
      sums.items.map(({ groups, limit, refusals, newest }) => [
        ...[groups.at(-1)?.id, limit.type, limit.threshold, refusals, newest.request_id],
      ]),
    ).toEqual([
      [ids.search, "TOKEN", 70, 4, found[3]],
      [ids.globex, "TOKEN", 100, 2, found[4]],
      [ids.search, "REQUEST", 100, 1, found[6]],
    ]);
    expect(sums.items[0]).toMatchObject({
      groups: [{ name: "Acme Corp" }, { name: "Search", external_entity_id: "cust_1_search" }],
      model_slug: "acme/a",
      limit: { kind: "rate", unit: "MINUTE", source_group: ids.acme },
      newest: { at: new Date(now - 500).toISOString(), retry_after_ms: 12_000, never_fits: false },
    });
  });

  test("opens into its single refusals, and takes the same filters", async () => {
    await add(
      ...[1, 2, 3].map((each) =>
        fixture("search", each, { slug: each === 3 ? "acme/b" : "acme/a" }),
      ),
      ...[fixture("acme", 4), fixture("globex", 5)],
    );
    const sums = await readSums(`group_id=${ids.acme}`);
    expect(sums).toMatchObject({ refusals: 4 });
    for (const { groups, model_slug, limit, refusals, newest } of sums.items) {
      const { items } = await pageAt(
        `group_id=${groups.at(-1)?.id}&include_subtree=false&slug=${model_slug}&from=${sums.from}` +
          `&to=${sums.to}&source_group=${limit.source_group}&type=${limit.type}&unit=${limit.unit}`,
      );
      expect(items).toHaveLength(refusals);
      expect(items[0]?.request_id).toBe(newest.request_id);
    }
    expect(await readSums("slug=acme/b")).toMatchObject({ refusals: 1 });
    expect(await readSums("key_prefix=sky_none")).toMatchObject({ refusals: 0, items: [] });
  });

  test("is of whole hours, 24 hours back from now where no times are given", async () => {
    await add(fixture("search", 0), fixture("search", 24 * hour), fixture("search", 25 * hour));
    const sums = await readSums();
    expect([sums.from, sums.to]).toEqual(["2026-03-09T12:00:00.000Z", "2026-03-10T12:00:00.000Z"]);
    expect(sums.refusals).toBe(1);
    const wider = await readSums("from=2026-03-09T11:20:00Z&to=2026-03-10T12:20:00Z");
    expect([wider.from, wider.to]).toEqual([
      "2026-03-09T11:00:00.000Z",
      "2026-03-10T13:00:00.000Z",
    ]);
    expect(wider.refusals).toBe(3);
  });

  test("lists 50 lines, and says how many more there are and what they hold", async () => {
    const fixtures = Array.from({ length: 53 }, (_, index) =>
      Array.from({ length: index === 52 ? 9 : 1 }, () =>
        fixture("search", 10 + index, { slug: `acme/${index}` }),
      ),
    );
    await add(...fixtures.flat());
    const sums = await readSums();
    expect(sums.items).toHaveLength(50);
    expect(sums.items[0]).toMatchObject({ model_slug: "acme/52", refusals: 9 });
    expect(sums).toMatchObject({ refusals: 61, others: { count: 3, refusals: 3 } });
  });

  test("counts a batch once that is written again because its answer was lost", async () => {
    const rows = [1, 2, 3].map((each) => refusalRow(fixture("search", each)));
    await insertRefusals(gateway.db, rows);
    await insertRefusals(gateway.db, rows);
    expect(await readSums()).toMatchObject({ refusals: 3, items: [{ refusals: 3 }] });
  });
});
