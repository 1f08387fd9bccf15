import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EffectiveModel } from "../../contracts/limit";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  dumpTables,
  listGroups,
  patchGroup,
  postGroup,
  readGroup,
  tokensPerMinute,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const million = 1_000_000;

async function readRateLimits(group: { id: string }) {
  const models: EffectiveModel[] = (await readGroup(gateway, group)).json.effective_models;
  return models.flatMap((model) => model.rate_limits);
}
const tokens = (threshold: number, source: { id: string }) => ({
  type: "TOKEN",
  unit: "MINUTE",
  threshold,
  source_group: source.id,
});

describe("the worked cases of the API document", () => {
  test("1: INDEPENDENT children inherit the closest declaration, and changes show at once", async () => {
    const tier = await addGroup(gateway, "free-tier", { models: [tokensPerMinute(100 * million)] });
    const john = await addGroup(gateway, "john", { parent: tier });
    const sally = await addGroup(gateway, "sally", {
      parent: tier,
      models: [tokensPerMinute(120 * million)],
    });
    expect(await readRateLimits(john)).toEqual([tokens(100 * million, tier)]);
    expect(await readRateLimits(sally)).toEqual([tokens(120 * million, sally)]);
    await patchGroup(gateway, tier, { models: [tokensPerMinute(150 * million)] });
    expect(await readRateLimits(john)).toEqual([tokens(150 * million, tier)]);
    expect(await readRateLimits(sally)).toEqual([tokens(120 * million, sally)]);
  });

  test("2: CASCADING children share the ancestor's pool beside their own limit", async () => {
    const org = await addGroup(gateway, "org", {
      mode: "CASCADING",
      models: [tokensPerMinute(100 * million)],
    });
    const team = (name: string) =>
      addGroup(gateway, name, { parent: org, models: [tokensPerMinute(70 * million)] });
    const [finance, engineering] = [await team("finance"), await team("engineering")];
    expect(await readRateLimits(engineering)).toEqual([
      tokens(100 * million, org),
      tokens(70 * million, engineering),
    ]);

    const spend = async (group: typeof org, spent: number) => {
      const { effective_models: models } = (await readGroup(gateway, group)).json;
      const limits: { source_group: string; threshold: number }[] = models[0].rate_limits;
      return gateway.deps.counters.reserve({
        reservationId: gateway.deps.ids.create("rsv"),
        rootGroupId: org.id,
        slug: "acme/a",
        chain: limits.map(({ source_group, threshold }) => ({
          counterGroupId: source_group,
          sourceGroupId: source_group,
          slug: "acme/a",
          kind: "rate",
          type: "TOKEN",
          unit: "MINUTE",
          threshold,
        })),
        tokens: spent,
        tokensMin: spent,
        meteredGroupIds: [org.id, group.id],
      });
    };
    expect(await spend(finance, 70 * million)).toMatchObject({ admitted: true });
    expect(await spend(finance, 1)).toMatchObject({ admitted: false });
    expect(await spend(engineering, 30 * million)).toMatchObject({ admitted: true });
    expect(await spend(engineering, 1)).toMatchObject({
      admitted: false,
      binding: { limit: { sourceGroupId: org.id } },
    });
  });

  test("case 1: (worked case 3) CASCADING limits above a parent's are refused and change nothing", async () => {
    const parent = await addGroup(gateway, "parent", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const child = await addGroup(gateway, "child", { parent, models: [tokensPerMinute(70)] });
    const before = await dumpTables(gateway.db);
    const refused = [
      await postGroup(gateway, "too-high", { parent, models: [tokensPerMinute(101)] }),
      await patchGroup(gateway, child, { models: [tokensPerMinute(101)] }),
      await patchGroup(gateway, parent, { models: [tokensPerMinute(69)] }),
    ];
    for (const { status, json } of refused) {
      expect(status).toBe(400);
      expect(json.code).toBe("VALIDATION_ERROR");
      expect(json.message).toBe("Child group exceeds parent group limit.");
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });
});

describe("effective limits", () => {
  test("are the group's own slugs only, though an ancestor declares others", async () => {
    const root = await addGroup(gateway, "own-slugs", {
      models: [tokensPerMinute(5), tokensPerMinute(6, "acme/b")],
    });
    const child = await addGroup(gateway, "own-slugs-2", { parent: root });
    const { json } = await readGroup(gateway, child);
    expect(json.effective_models.map((model: EffectiveModel) => model.slug)).toEqual(["acme/a"]);
  });

  test("reach through five levels, past levels that declare nothing", async () => {
    const root = await addGroup(gateway, "deep", { models: [tokensPerMinute(5)] });
    let parent = root;
    for (const level of [2, 3, 4, 5]) parent = await addGroup(gateway, `deep-${level}`, { parent });
    expect(await readRateLimits(parent)).toEqual([tokens(5, root)]);
  });

  test("list every CASCADING entry root first, and are the same in a list and alone", async () => {
    const root = await addGroup(gateway, "casc", {
      mode: "CASCADING",
      models: [tokensPerMinute(9)],
    });
    const middle = await addGroup(gateway, "casc-2", {
      parent: root,
      models: [tokensPerMinute(9)],
    });
    const leaf = await addGroup(gateway, "casc-3", {
      parent: middle,
      models: [tokensPerMinute(3)],
    });
    const expected = [tokens(9, root), tokens(9, middle), tokens(3, leaf)];
    expect(await readRateLimits(leaf)).toEqual(expected);
    const listed = await listGroups(gateway, "?external_entity_id=casc-3");
    expect(listed.json.items[0].effective_models[0].rate_limits).toEqual(expected);
  });

  test("of a removed slug are gone at once", async () => {
    const root = await addGroup(gateway, "removed", { models: [tokensPerMinute(5)] });
    const child = await addGroup(gateway, "removed-2", { parent: root });
    await patchGroup(gateway, root, { models: [] });
    expect(await readRateLimits(child)).toEqual([]);
    await patchGroup(gateway, child, { models: [] });
    expect((await readGroup(gateway, child)).json.effective_models).toEqual([]);
    await deleteGroup(gateway, root);
  });
});
