import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsPerGroupMax, modelsPerPageMax } from "../../contracts/sizes";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  dumpTables,
  groupsPath,
  patchGroup,
  postGroup,
  readGroup,
  tokensPerDay,
  tokensPerMinute,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const models = (count: number, threshold = 5) =>
  Array.from({ length: count }, (_, at) => tokensPerMinute(threshold, `acme/m${at}`));

/** A group of an earlier version, which took any number. */
async function addLargeGroup(externalId: string, count: number, mode?: "CASCADING") {
  const group = await addGroup(gateway, externalId, { models: models(1), ...(mode && { mode }) });
  await gateway.db.query(
    `INSERT INTO group_models (group_id, slug, position)
     SELECT $1, 'acme/m' || n, n FROM generate_series(1, $2::int - 1) n`,
    [group.id, count],
  );
  await gateway.db.query(
    `INSERT INTO group_limits (group_id, root_id, slug, kind, type, unit, threshold)
     SELECT $1, $1, 'acme/m' || n, 'rate', 'TOKEN', 'MINUTE', 5 FROM generate_series(1, $2::int - 1) n`,
    [group.id, count],
  );
  return group;
}

describe("case 82: what one request may cost is bounded", () => {
  test(`case 82: a group has at most ${modelsPerGroupMax} models, said at the field`, async () => {
    const most = await addGroup(gateway, "most", { models: models(modelsPerGroupMax) });
    const before = await dumpTables(gateway.db);
    const refused = [
      await postGroup(gateway, "more", { models: models(modelsPerGroupMax + 1) }),
      await patchGroup(gateway, most, { models: models(modelsPerGroupMax + 1) }),
    ];
    for (const answer of refused) {
      expect(answer.status).toBe(400);
      const message = `models must hold at most ${modelsPerGroupMax} models`;
      expect(answer.json).toMatchObject({ code: "VALIDATION_ERROR", message });
      expect(answer.json.details).toEqual([{ path: "models", message }]);
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("case 82: a list of more limits than there are kinds is refused as a whole", async () => {
    for (const [name, one] of [
      ["rate_limits", tokensPerMinute(5).rate_limits],
      ["usage_limits", tokensPerDay(5).usage_limits],
    ] as const) {
      const list = Array.from({ length: 5_000 }, () => one?.[0]);
      const body = {
        metadata: { external_entity_id: "lists" },
        models: [{ slug: "acme/a", [name]: list }],
        hierarchy: {},
      };
      const key = gateway.managementKey;
      const answer = await gateway.inject("POST", groupsPath, { key, body });
      expect(answer.status).toBe(400);
      expect(answer.json.details).toEqual([
        { path: `models.0.${name}`, message: `${name} must hold at most 10 limits` },
      ]);
    }
  });

  test.each(["INDEPENDENT", "CASCADING"] as const)(
    "case 82: a larger group of before, %s, is read, explained, edited and made smaller",
    async (mode) => {
      const group = await addLargeGroup(`old-${mode}`, 2_000, "CASCADING");
      await gateway.db.query("UPDATE groups SET limit_enforcement = $2 WHERE id = $1", [
        group.id,
        mode,
      ]);
      expect((await readGroup(gateway, group)).json.effective_models).toHaveLength(2_000);
      const explained = await gateway.inject("GET", `${groupsPath}/${group.id}/limits`, {
        key: gateway.viewKey,
      });
      expect(explained.json.models).toHaveLength(2_000);
      expect((await patchGroup(gateway, group, { models: models(2_001) })).status).toBe(400);
      expect((await patchGroup(gateway, group, { models: models(2_000, 4) })).status).toBe(200);
      const smaller = await patchGroup(gateway, group, { models: models(1_000, 4) });
      expect(smaller.json.models).toHaveLength(1_000);
      expect((await patchGroup(gateway, group, { models: models(1_500, 4) })).status).toBe(400);
    },
  );

  test("case 82: a page of groups ends earlier where they declare very many models", async () => {
    await gateway.db.query("UPDATE groups SET deleted_at = now()");
    const sizes = [modelsPerPageMax + 1, 10, 20, modelsPerPageMax - 10, 5];
    const ids: string[] = [];
    for (const [at, size] of sizes.entries()) {
      ids.push((await addLargeGroup(`paged-${at}`, size)).id);
    }
    const pages: string[][] = [];
    let cursor = "";
    do {
      const answer = await gateway.inject("GET", `${groupsPath}?limit=4${cursor}`, {
        key: gateway.viewKey,
      });
      pages.push(answer.json.items.map((item: { id: string }) => item.id));
      const { has_more, cursor: next } = answer.json.pagination;
      cursor = has_more ? `&cursor=${next}` : "";
    } while (cursor !== "");
    const [a, b, c, d, e] = ids;
    expect(pages).toEqual([[a], [b, c], [d, e]]);
  });

  test("case 82: as many problems are told as a person reads, of a pool that nothing fits", async () => {
    const mode = "CASCADING";
    const parent = await addGroup(gateway, "pool", { mode, models: models(modelsPerGroupMax) });
    const child = await postGroup(gateway, "above", { parent, models: models(500, 6) });
    expect(child.status).toBe(400);
    expect(child.json.details).toHaveLength(50);
    expect(child.json.details[49].path).toBe("models.49.rate_limits.0.threshold");
  });
});
