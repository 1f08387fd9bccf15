import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { foldText } from "../../contracts/fold-text";
import { type Group, groupPage } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  listExternalIds,
  listGroups,
  mintKey,
  readGroup,
  tokensPerMinute,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
beforeEach(async () => {
  await gateway.db.query("TRUNCATE groups CASCADE");
});
afterAll(() => gateway.close());

const add = (externalId: string, parent?: Group, name?: string) =>
  addGroup(gateway, externalId, { ...(parent && { parent }), ...(name && { name }) });

async function addNumbered(count: number): Promise<Group[]> {
  const groups: Group[] = [];
  for (let number = 1; number <= count; number += 1) groups.push(await add(`g${number}`));
  return groups;
}

describe("paging", () => {
  test("answers creation order, and null as the last cursor", async () => {
    await addNumbered(3);
    const all = await listGroups(gateway);
    expect(listExternalIds(all)).toEqual(["g1", "g2", "g3"]);
    expect(groupPage.parse(all.json)).toEqual(all.json);
    expect(all.json.pagination).toEqual({ has_more: false, cursor: null });
    expect((await listGroups(gateway, "?limit=3")).json.pagination.has_more).toBe(false);
    const page = await listGroups(gateway, "?limit=2");
    expect(page.json.pagination).toEqual({ has_more: true, cursor: expect.any(String) });
    const rest = await listGroups(gateway, `?limit=2&cursor=${page.json.pagination.cursor}`);
    expect(listExternalIds(rest)).toEqual(["g3"]);
    expect(rest.json.pagination).toEqual({ has_more: false, cursor: null });
  });

  test("neither repeats nor skips when groups come and go between two pages", async () => {
    const groups = await addNumbered(9);
    const seen: string[] = [];
    let cursor = "";
    for (let page = 0; ; page += 1) {
      const answer = await listGroups(gateway, `?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...listExternalIds(answer));
      if (!answer.json.pagination.has_more) break;
      cursor = answer.json.pagination.cursor;
      // The cursor's own group, one already seen and one still ahead go; new ones come at the end.
      const gone = [[1, 0, 4], [], [7]][page] ?? [];
      for (const index of gone) await deleteGroup(gateway, groups[index] ?? { id: "" });
      await add(`new-${page}`);
      if (page > 2) await gateway.db.query("UPDATE groups SET name = 'x'");
    }
    expect(seen.slice(0, 7)).toEqual(["g1", "g2", "g3", "g4", "g6", "g7", "g9"]);
    expect(seen.slice(7)).toEqual(expect.arrayContaining(["new-0", "new-1", "new-2"]));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("skips nothing that was created concurrently with it", async () => {
    let creating = true;
    const creations = Promise.all(Array.from({ length: 40 }, (_, index) => add(`c${index}`)));
    const done = creations.finally(() => {
      creating = false;
    });
    const seen: string[] = [];
    let cursor = "";
    const readOn = async () => {
      const answer = await listGroups(gateway, `?limit=3${cursor && `&cursor=${cursor}`}`);
      if (answer.json.pagination.has_more) {
        seen.push(...listExternalIds(answer));
        cursor = answer.json.pagination.cursor;
      }
      return answer;
    };
    while (creating) await readOn();
    await done;
    let last = await readOn();
    while (last.json.pagination.has_more) last = await readOn();
    seen.push(...listExternalIds(last));
    expect([...seen].sort()).toEqual(Array.from({ length: 40 }, (_, i) => `c${i}`).sort());
  });

  test("refuses limits out of 1..1000 and cursors that no list answered", async () => {
    for (const query of ["limit=0", "limit=1001", "limit=1.5", "limit=x", "limit=-1"]) {
      const answer = await listGroups(gateway, `?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.json.details[0].path).toBe("limit");
    }
    for (const cursor of ["abc", "%00", "eyJhZnRlciI6LTF9", "bnVsbA", "W10"]) {
      const answer = await listGroups(gateway, `?cursor=${cursor}`);
      expect(answer.status).toBe(400);
      expect(answer.json.details[0].path).toBe("cursor");
    }
  });

  test("reads a page of any size and depth with the same number of queries", async () => {
    let parent = await addGroup(gateway, "q1", { models: [tokensPerMinute(9)] });
    for (const level of [2, 3, 4, 5]) parent = await add(`q${level}`, parent);
    const query = vi.spyOn(gateway.db, "query");
    const countQueries = async (search: string) => {
      query.mockClear();
      await listGroups(gateway, search);
      return query.mock.calls.length;
    };
    const few = await countQueries("?limit=1&include=child_count,ancestors");
    const many = await countQueries("?limit=5&include=child_count,ancestors");
    query.mockRestore();
    expect(many).toBe(few);
  });

  test("shows only the workspace's own groups", async () => {
    await addGroup(gateway, "theirs", {}, gateway.otherWorkspace.managementKey);
    await add("ours");
    expect(listExternalIds(await listGroups(gateway))).toEqual(["ours"]);
    expect(listExternalIds(await listGroups(gateway, "?external_entity_id=theirs"))).toEqual([]);
    expect(listExternalIds(await listGroups(gateway, "?q=theirs"))).toEqual([]);
  });
});

describe("filters", () => {
  test("external_entity_id matches exactly, and finds a deleted one no more", async () => {
    const group = await add("Cust");
    await add("Cust2");
    expect(listExternalIds(await listGroups(gateway, "?external_entity_id=Cust"))).toEqual([
      "Cust",
    ]);
    expect(listExternalIds(await listGroups(gateway, "?external_entity_id=cust"))).toEqual([]);
    await deleteGroup(gateway, group);
    expect(listExternalIds(await listGroups(gateway, "?external_entity_id=Cust"))).toEqual([]);
  });

  test("parent_group_id answers direct children, and root the roots", async () => {
    const root = await add("root");
    const child = await add("child", root);
    await add("grandchild", child);
    await add("root-2");
    expect(listExternalIds(await listGroups(gateway, "?parent_group_id=root"))).toEqual([
      "root",
      "root-2",
    ]);
    expect(listExternalIds(await listGroups(gateway, `?parent_group_id=${root.id}`))).toEqual([
      "child",
    ]);
  });

  test("within answers the group and everything below it", async () => {
    const root = await add("root");
    const child = await add("child", root);
    await add("grandchild", child);
    await add("sibling", root);
    expect(listExternalIds(await listGroups(gateway, `?within=${child.id}`))).toEqual([
      "child",
      "grandchild",
    ]);
    expect(listExternalIds(await listGroups(gateway, `?within=${child.id}&q=GRAND`))).toEqual([
      "grandchild",
    ]);
  });

  test("a filter that names an unknown or foreign group is 404", async () => {
    const theirs = await addGroup(gateway, "theirs", {}, gateway.otherWorkspace.managementKey);
    for (const id of ["grp_none", theirs.id]) {
      expect((await listGroups(gateway, `?within=${id}`)).status).toBe(404);
      expect((await listGroups(gateway, `?parent_group_id=${id}`)).status).toBe(404);
    }
  });

  test("filters add up", async () => {
    const root = await add("root", undefined, "Acme");
    await add("child", root, "Acme child");
    expect(listExternalIds(await listGroups(gateway, "?q=acme&parent_group_id=root"))).toEqual([
      "root",
    ]);
  });
});

describe("search", () => {
  const find = async (q: string) =>
    listExternalIds(await listGroups(gateway, `?q=${encodeURIComponent(q)}`));

  test("finds a part of the name or the external id in any case, and a whole id", async () => {
    const group = await add("Cust_42", undefined, "Größe & Söhne");
    await add("other", undefined, "Else");
    for (const q of ["cust", "UST_4", "söhne", "GRÖSSE".slice(0, 3), "e & s", group.id]) {
      expect(await find(q)).toEqual(["Cust_42"]);
    }
    expect(await find(group.id.slice(0, -1))).toEqual([]);
  });

  test("finds names and external ids whatever their accents, and accents where none are", async () => {
    await add("müller-1", undefined, "Müller & Søn");
    await add("muller-2", undefined, "Łódź Straße");
    expect(await find("MULLER")).toEqual(["müller-1", "muller-2"]);
    expect(await find("mu\u0308ller")).toEqual(["müller-1", "muller-2"]);
    expect(await find("son")).toEqual(["müller-1"]);
    for (const q of ["lodz", "ŁÓDŹ", "strasse", "STRASSE", "ẞe"]) {
      expect(await find(q)).toEqual(["muller-2"]);
    }
  });

  test("folds what is searched exactly as the dashboard does where the server does not search", async () => {
    const texts = [
      "Müller",
      "STRAẞE ßæœþ",
      "ØŁĐÐĦŦİı",
      "ΟΔΥΣΣΕΥΣ ς",
      "ＡＢＣ％＿ﬁ",
      "東京 й Ё",
      "a\\b_c%",
    ];
    const { rows } = await gateway.db.query<{ folded: string }>(
      "SELECT fold_text(text) AS folded FROM unnest($1::text[]) AS text",
      [texts],
    );
    expect(rows.map(({ folded }) => folded)).toEqual(texts.map(foldText));
  });

  test("keeps its index, of three characters and more", async () => {
    const { rows } = await gateway.db.query<{ indexdef: string }>(
      "SELECT indexdef FROM pg_indexes WHERE indexname = 'groups_search'",
    );
    expect(rows).toMatchObject([{ indexdef: expect.stringContaining("gin (search_text") }]);
  });

  test("takes wildcards, quotes and backslashes as they are", async () => {
    await add("100%");
    await add("a_b");
    await add("back\\slash");
    await add("plain");
    expect(await find("%")).toEqual(["100%"]);
    expect(await find("_")).toEqual(["a_b"]);
    expect(await find("\\")).toEqual(["back\\slash"]);
    // Their wide forms are found as they are, too.
    expect(await find("％")).toEqual(["100%"]);
    expect(await find("'")).toEqual([]);
  });

  test("finds the group of a key by the start of its prefix, and by a whole pasted key", async () => {
    const group = await add("holder");
    const other = await add("other");
    const { api_key: key, prefix } = await mintKey(gateway, group);
    await mintKey(gateway, other);
    for (const q of [prefix, prefix.slice(0, 9), key, `${prefix}.some-other-secret`]) {
      expect(await find(q)).toEqual(["holder"]);
    }
    expect(await find("sky_")).toEqual([]);
    expect(await find(prefix.toLowerCase())).toEqual([]);
  });

  test("finds no group by a revoked key", async () => {
    const group = await add("holder");
    const { prefix } = await mintKey(gateway, group);
    await gateway.inject("DELETE", `/v1/gateway/groups/${group.id}/api_keys/${prefix}`, {
      key: gateway.managementKey,
    });
    expect(await find(prefix)).toEqual([]);
  });

  test("pages like any list", async () => {
    await addNumbered(5);
    const page = await listGroups(gateway, "?q=g&limit=3");
    const rest = await listGroups(gateway, `?q=g&limit=3&cursor=${page.json.pagination.cursor}`);
    expect([...listExternalIds(page), ...listExternalIds(rest)]).toEqual([
      "g1",
      "g2",
      "g3",
      "g4",
      "g5",
    ]);
  });
});

describe("include", () => {
  test("adds child counts and ancestors when asked, and only then", async () => {
    const root = await add("root", undefined, "Root");
    const child = await add("child", root);
    const gone = await add("gone", root);
    await deleteGroup(gateway, gone);
    const plain = (await readGroup(gateway, child)).json;
    expect(plain).not.toHaveProperty("child_count");
    expect(plain).not.toHaveProperty("ancestors");
    const all = await listGroups(gateway, "?include=child_count,ancestors,unknown");
    expect(all.json.items).toMatchObject([
      { child_count: 1, ancestors: [] },
      { child_count: 0, ancestors: [{ id: root.id, name: "Root", external_entity_id: "root" }] },
    ]);
    const one = await readGroup(gateway, child, "?include=ancestors,child_count");
    expect(one.json).toEqual(all.json.items[1]);
  });
});
