import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { type GroupLimits, groupLimits } from "../../contracts/group-limits";
import { findCallerGroup } from "../../inference/caller/find-caller-group";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, groupsPath, patchGroup, tokensPerMinute } from "../../testing/test-groups";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway();
});
afterEach(() => gateway.close());

async function readLimits(group: Group): Promise<GroupLimits> {
  const path = `${groupsPath}/${group.id}/limits`;
  const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
  expect(answer.status, answer.text).toBe(200);
  return groupLimits.parse(answer.json);
}

/** As the inference plane would: the same chain, reserved and settled. */
async function spend(group: Group, tokens: number, slug = "acme/a"): Promise<boolean> {
  const caller = await findCallerGroup(gateway.db, group.id);
  if (!caller) throw new Error("no such group");
  const reserved = await gateway.deps.counters.reserve({
    reservationId: gateway.deps.ids.create("rsv"),
    rootGroupId: caller.rootId,
    slug,
    chain: caller.chains.get(slug) ?? [],
    tokens,
    tokensMin: tokens,
    meteredGroupIds: caller.meteredGroupIds,
  });
  if (reserved.admitted) await gateway.deps.counters.settle(reserved.reservation, tokens);
  return reserved.admitted;
}

describe("the explanation of limits", () => {
  test("of a CASCADING group has every pool on the way, and marks the one that binds first", async () => {
    const root = await addGroup(gateway, "org", {
      name: "Org",
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const team = await addGroup(gateway, "team", { parent: root, models: [tokensPerMinute(70)] });
    const leaf = await addGroup(gateway, "leaf", { parent: team });
    const other = await addGroup(gateway, "other", { parent: root });
    await spend(leaf, 20);
    await spend(other, 40);
    const explained = await readLimits(leaf);
    expect(explained).toMatchObject({
      group_id: leaf.id,
      limit_enforcement: "CASCADING",
      counters_available: true,
      groups: [
        { id: root.id, name: "Org", external_entity_id: "org" },
        { id: team.id, name: null, external_entity_id: "team" },
        { id: leaf.id },
      ],
    });
    expect(explained.models).toEqual([
      {
        slug: "acme/a",
        limits: [
          {
            kind: "rate",
            type: "TOKEN",
            unit: "MINUTE",
            levels: [
              {
                source_group: root.id,
                threshold: 100,
                counts: true,
                counter_group: root.id,
                used: 60,
                remaining: 40,
                reset_ms: expect.any(Number),
                reset_at: expect.stringMatching(/Z$/),
                binds_first: true,
              },
              expect.objectContaining({
                threshold: 70,
                counts: true,
                counter_group: team.id,
                used: 20,
                remaining: 50,
                binds_first: false,
              }),
              {
                source_group: leaf.id,
                threshold: null,
                counts: false,
                counter_group: null,
                used: null,
                remaining: null,
                reset_ms: null,
                reset_at: null,
                binds_first: false,
              },
            ],
          },
        ],
      },
    ]);
  });

  test("of an INDEPENDENT group counts the closest declaration alone, on its own counter", async () => {
    const root = await addGroup(gateway, "root", { models: [tokensPerMinute(100)] });
    const child = await addGroup(gateway, "child", {
      parent: root,
      models: [tokensPerMinute(120)],
    });
    const heir = await addGroup(gateway, "heir", { parent: root });
    await spend(root, 90);
    await spend(child, 12);
    const levels = async (group: Group) => (await readLimits(group)).models[0]?.limits[0]?.levels;
    expect(await levels(child)).toMatchObject([
      { threshold: 100, counts: false, counter_group: null, used: null },
      { threshold: 120, counts: true, counter_group: child.id, used: 12, binds_first: true },
    ]);
    expect(await levels(heir)).toMatchObject([
      { threshold: 100, counts: true, counter_group: heir.id, used: 0, remaining: 100 },
      { threshold: null, counts: false },
    ]);
  });

  test("shows seconds, minutes and days of a slug, and one of them binds", async () => {
    const group = await addGroup(gateway, "all", {
      models: [
        {
          slug: "acme/a",
          rate_limits: [
            { type: "TOKEN", unit: "SECOND", threshold: 50 },
            { type: "REQUEST", unit: "MINUTE", threshold: 10 },
          ],
          usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 3 }],
        },
        { slug: "acme/b" },
      ],
    });
    await spend(group, 30);
    const { models } = await readLimits(group);
    const lines = models[0]?.limits.map(({ type, unit, levels: [level] }) => [
      `${type} ${unit}`,
      level?.used,
      level?.binds_first,
    ]);
    expect(lines).toEqual([
      ["TOKEN SECOND", 30, true],
      ["REQUEST MINUTE", 1, false],
      ["REQUEST DAY", 1, false],
    ]);
    expect(models[1]).toEqual({ slug: "acme/b", limits: [] });
    gateway.clock.advance(2_000);
    await spend(group, 1);
    const later = await readLimits(group);
    expect(later.models[0]?.limits.at(-1)?.levels[0]).toMatchObject({
      used: 2,
      binds_first: true,
      reset_at: "2026-03-11T00:00:00.000Z",
    });
  });

  test("works while the limit is exhausted, and while it blocks (case 2)", async () => {
    const group = await addGroup(gateway, "full", { models: [tokensPerMinute(10)] });
    const blocked = await addGroup(gateway, "blocked", { models: [tokensPerMinute(0)] });
    expect(await spend(group, 10)).toBe(true);
    expect(await spend(group, 1)).toBe(false);
    expect((await readLimits(group)).models[0]?.limits[0]?.levels).toMatchObject([
      { used: 10, remaining: 0, binds_first: true },
    ]);
    expect((await readLimits(blocked)).models[0]?.limits[0]?.levels).toMatchObject([
      { threshold: 0, used: 0, remaining: 0, binds_first: true },
    ]);
  });

  test("a limit that blocks binds before one that is used up, as a refusal says it too", async () => {
    const requests = { type: "REQUEST", unit: "MINUTE", threshold: 1 } as const;
    const models = [{ slug: "acme/a", rate_limits: [requests] }];
    const group = await addGroup(gateway, "used-up", { models });
    expect(await spend(group, 1)).toBe(true);
    const tokens = { type: "TOKEN", unit: "DAY", threshold: 0 } as const;
    await patchGroup(gateway, group, { models: [{ ...models[0], usage_limits: [tokens] }] });
    const limits = (await readLimits(group)).models[0]?.limits ?? [];
    expect(limits.map(({ type, levels }) => [type, levels[0]?.binds_first])).toEqual([
      ["REQUEST", false],
      ["TOKEN", true],
    ]);
  });

  test.each([
    ["throw", () => Promise.reject(new CountersUnavailable("unreachable"))],
    ["answer nothing", () => Promise.resolve([])],
  ])(
    "says that use is unknown while the counters %s: never 0, never unlimited (case 3)",
    async (_how, readChain) => {
      const group = await addGroup(gateway, "dark", { models: [tokensPerMinute(10)] });
      gateway.deps.counters.readChain = readChain;
      const explained = await readLimits(group);
      expect(explained.counters_available).toBe(false);
      expect(explained.models[0]?.limits[0]?.levels).toMatchObject([
        {
          threshold: 10,
          counts: true,
          used: null,
          remaining: null,
          reset_ms: null,
          reset_at: null,
        },
      ]);
      expect(JSON.stringify(explained)).not.toContain('"binds_first":true');
    },
  );
});
