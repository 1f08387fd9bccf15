import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { groupLimits } from "../../contracts/group-limits";
import type { Headroom } from "../../contracts/headroom";
import { headroomPairsMax } from "../../contracts/sizes";
import { insertEvents } from "../../metering/ledger/event-store";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import {
  addManyGroups,
  addUpUsage,
  call,
  headroomPath,
  readHeadroom,
} from "../../testing/headroom-fixture";
import { createTestClock } from "../../testing/test-clock";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  groupsPath,
  patchGroup,
  tokensPerDay,
  tokensPerMinute,
} from "../../testing/test-groups";
import { usageEvent } from "../../testing/usage-rows";

const today = new Date().toISOString().slice(0, 10);
let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway({ clock: createTestClock(`${today}T12:00:00Z`) });
});
afterEach(() => gateway.close());

const findPair = ({ pairs }: Headroom, group: { id: string }, slug = "acme/a") =>
  pairs.find((pair) => pair.group_id === group.id && pair.slug === slug);

describe("headroom", () => {
  test("is of who called today alone, and exactly what was called", async () => {
    const group = await addGroup(gateway, "busy", { name: "Busy", models: [tokensPerMinute(100)] });
    await addGroup(gateway, "idle", { models: [tokensPerMinute(100)] });
    await call(gateway, group, 30);
    await call(gateway, group, 50);
    expect(await readHeadroom(gateway)).toEqual({
      counters_available: true,
      truncated: false,
      pairs: [
        {
          group_id: group.id,
          slug: "acme/a",
          path: [group.id],
          is_limited: true,
          limit: {
            ...{ kind: "rate", type: "TOKEN", unit: "MINUTE", threshold: 100 },
            ...{ source_group: group.id, counter_group: group.id, used: 80, share: 0.8 },
            reset_ms: 60_000,
            reset_at: `${today}T12:01:00.000Z`,
          },
        },
      ],
      groups: [{ id: group.id, name: "Busy", external_entity_id: "busy" }],
    });
    gateway.clock.advance(61_000);
    expect(findPair(await readHeadroom(gateway), group)?.limit).toMatchObject({
      used: 0,
      share: 0,
    });
  });

  test("of a CASCADING group is that of the tightest pool, whoever used it", async () => {
    const root = await addGroup(gateway, "org", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const team = await addGroup(gateway, "team", { parent: root, models: [tokensPerMinute(70)] });
    const leaf = await addGroup(gateway, "leaf", { parent: team });
    const other = await addGroup(gateway, "other", { parent: root });
    await call(gateway, leaf, 20);
    await call(gateway, other, 40);
    const read = await readHeadroom(gateway);
    expect(findPair(read, leaf)).toMatchObject({
      path: [root.id, team.id, leaf.id],
      limit: { source_group: root.id, counter_group: root.id, used: 60, share: 0.6 },
    });
    expect(findPair(read, other)?.limit).toMatchObject({ counter_group: root.id, used: 60 });
    await call(gateway, leaf, 37);
    expect(findPair(await readHeadroom(gateway), leaf)?.limit).toMatchObject({
      ...{ counter_group: root.id, threshold: 100, used: 97 },
    });
    expect(new Set(read.groups.map(({ id }) => id))).toEqual(
      new Set([root.id, team.id, leaf.id, other.id]),
    );
  });

  test("is that of the limit which the explanation marks, for every pair", async () => {
    const root = await addGroup(gateway, "root", { models: [tokensPerMinute(100)] });
    const heir = await addGroup(gateway, "heir", { parent: root });
    const own = await addGroup(gateway, "own", {
      parent: root,
      models: [
        {
          slug: "acme/a",
          rate_limits: [{ type: "REQUEST", unit: "SECOND", threshold: 4 }],
          usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 200 }],
        },
        tokensPerDay(1_000, "acme/b"),
      ],
    });
    for (const [group, tokens, slug] of [
      [root, 10, "acme/a"],
      [heir, 35, "acme/a"],
      [own, 60, "acme/a"],
      [own, 999, "acme/b"],
    ] as const) {
      await call(gateway, group, tokens, slug);
    }
    const { pairs } = await readHeadroom(gateway);
    expect(pairs).toHaveLength(4);
    for (const pair of pairs) {
      const path = `${groupsPath}/${pair.group_id}/limits`;
      const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
      const explained = groupLimits.parse(answer.json);
      const marked = explained.models
        .filter(({ slug }) => slug === pair.slug)
        .flatMap(({ limits }) => limits)
        .flatMap(({ levels, ...limit }) =>
          levels
            .filter((level) => level.binds_first)
            .map(({ counts: _, binds_first, remaining, ...level }) => ({ ...limit, ...level })),
        );
      const { share: _, ...limit } = pair.limit ?? { share: 0 };
      expect([limit]).toEqual(marked);
    }
  });

  test("of who was only refused is known too: at a used-up limit, and at one that blocks", async () => {
    const full = await addGroup(gateway, "full", { models: [tokensPerMinute(10)] });
    const blocked = await addGroup(gateway, "blocked", { models: [tokensPerMinute(0)] });
    expect(await call(gateway, full, 10)).toBe(true);
    expect(await call(gateway, full, 1)).toBe(false);
    expect(await call(gateway, blocked, 1)).toBe(false);
    const read = await readHeadroom(gateway);
    expect(findPair(read, full)?.limit).toMatchObject({ used: 10, share: 1 });
    expect(findPair(read, blocked)?.limit).toMatchObject({ threshold: 0, used: 0, share: 1 });
  });

  test("where nothing limits is null, and said to be no limit", async () => {
    const free = await addGroup(gateway, "free");
    await call(gateway, free, 5);
    const read = await readHeadroom(gateway);
    expect(read.counters_available).toBe(true);
    expect(findPair(read, free)).toMatchObject({ is_limited: false, limit: null });
  });

  test("is of what can still be called: no deleted groups, no slugs taken away, no other day", async () => {
    const models = [tokensPerMinute(100), tokensPerMinute(100, "acme/b")];
    const group = await addGroup(gateway, "group", { models });
    const gone = await addGroup(gateway, "gone", { models });
    for (const slug of ["acme/a", "acme/b"]) await call(gateway, group, 1, slug);
    await call(gateway, gone, 1);
    await deleteGroup(gateway, gone);
    await patchGroup(gateway, group, { models: [models[0]] });
    const { pairs } = await readHeadroom(gateway);
    expect(pairs.map(({ group_id, slug }) => [group_id, slug])).toEqual([[group.id, "acme/a"]]);
    gateway.clock.advance(86_400_000);
    expect((await readHeadroom(gateway)).pairs).toEqual([]);
  });

  test("within a group says nothing of those above but the limits that count", async () => {
    const root = await addGroup(gateway, "org", {
      name: "Secret name",
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const team = await addGroup(gateway, "team", { parent: root });
    const leaf = await addGroup(gateway, "leaf", { parent: team });
    const other = await addGroup(gateway, "other", { parent: root });
    for (const group of [leaf, other, root]) await call(gateway, group, 10);
    const { pairs, groups } = await readHeadroom(gateway, `?within=${team.id}`);
    expect(pairs).toMatchObject([
      { group_id: leaf.id, path: [team.id, leaf.id], limit: { source_group: root.id, used: 30 } },
    ]);
    expect(groups.map(({ id }) => id).sort()).toEqual([team.id, leaf.id].sort());
  });

  test("says when more called than it answers, and answers those that called most", async () => {
    const root = await addGroup(gateway, "root");
    const ids = await addManyGroups(gateway, headroomPairsMax + 1, {
      name: "many",
      above: () => [root.id],
    });
    const { workspaceId } = gateway;
    const createEvent = (id: string) =>
      usageEvent({ workspaceId, path: [root.id, id], slug: "acme/a" }, gateway.clock.now());
    const [least, ...others] = ids;
    await insertEvents(gateway.db, [...ids, ...others].map(createEvent));
    await addUpUsage(gateway);
    const read = await readHeadroom(gateway);
    expect(read.truncated).toBe(true);
    expect(read.pairs).toHaveLength(headroomPairsMax);
    expect(read.pairs.map(({ group_id }) => group_id)).not.toContain(least);
  });

  test.each([
    ["throw", () => Promise.reject(new CountersUnavailable("unreachable"))],
    ["answer nothing", () => Promise.resolve([])],
  ])(
    "is unknown while the counters %s: no error, never 0, and said once",
    async (how, readChain) => {
      for (const name of ["one", "two"]) {
        await call(gateway, await addGroup(gateway, name, { models: [tokensPerMinute(10)] }), 5);
      }
      gateway.deps.counters.readChain = readChain;
      const read = await readHeadroom(gateway);
      expect(read.counters_available).toBe(false);
      expect(read.pairs).toMatchObject([
        { is_limited: true, limit: null },
        { is_limited: true, limit: null },
      ]);
      const said = gateway.logLines.filter((line) => line.includes("counters can't be read"));
      expect(said).toHaveLength(how === "throw" ? 1 : 0);
    },
  );

  test("of another workspace is not answered, whichever group is asked for", async () => {
    const foreign = await addGroup(
      gateway,
      "theirs",
      { models: [tokensPerMinute(100, "globex/a")] },
      gateway.otherWorkspace.managementKey,
    );
    await call(gateway, foreign, 50, "globex/a");
    const own = await addGroup(gateway, "own", { models: [tokensPerMinute(100)] });
    await call(gateway, own, 5);
    const read = await readHeadroom(gateway);
    expect(read.pairs.map(({ group_id }) => group_id)).toEqual([own.id]);
    expect(JSON.stringify(read)).not.toContain("theirs");
    for (const within of [foreign.id, "grp_unknown"]) {
      const path = `${headroomPath}?within=${within}`;
      const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
      expect([answer.status, answer.json.code]).toEqual([404, "NOT_FOUND"]);
    }
  });

  test.each([["a group named twice", "?within=a&within=b", 400]])(
    "of %s is refused",
    async (_what, query, status) => {
      const answer = await gateway.inject("GET", `${headroomPath}${query}`, {
        key: gateway.viewKey,
      });
      expect([answer.status, answer.json.code]).toEqual([status, "VALIDATION_ERROR"]);
    },
  );

  test("needs a management key", async () => {
    const answer = await gateway.inject("GET", headroomPath, { key: "unknown" });
    expect(answer.status).toBe(401);
  });
});
