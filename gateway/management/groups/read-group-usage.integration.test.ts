import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  groupsPath,
  patchGroup,
  tokensPerDay,
  tokensPerMinute,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway();
});
afterEach(() => gateway.close());

const readUsage = async (group: Group) => {
  const path = `${groupsPath}/${group.id}/usage`;
  const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
  expect(answer.status).toBe(200);
  return answer.json;
};

/** One answered request of `tokens` tokens, counted at these groups. */
async function spend(path: readonly Group[], tokens: number, slug = "acme/a"): Promise<void> {
  const ids = path.map((group) => group.id);
  const reserved = await gateway.deps.counters.reserve({
    reservationId: gateway.deps.ids.create("rsv"),
    rootGroupId: ids[0] ?? "",
    slug,
    chain: [],
    tokens,
    tokensMin: tokens,
    meteredGroupIds: ids,
  });
  if (!reserved.admitted) throw new Error("a request without limits was refused");
  await gateway.deps.counters.settle(reserved.reservation, tokens);
}

const midnight = "2026-03-11T00:00:00.000Z";

describe("usage", () => {
  test("is empty without usage limits, and leaves out slugs without one", async () => {
    const none = await addGroup(gateway, "none", { models: [tokensPerMinute(5)] });
    expect(await readUsage(none)).toEqual({ customer_id: "none", usage: {} });
    const one = await addGroup(gateway, "one", {
      models: [tokensPerMinute(5), tokensPerDay(7, "acme/b")],
    });
    expect(Object.keys((await readUsage(one)).usage)).toEqual(["acme/b"]);
  });

  test("is null until the first request of the day, and again after midnight UTC", async () => {
    const group = await addGroup(gateway, "day", {
      models: [
        {
          slug: "acme/a",
          usage_limits: [
            { type: "TOKEN", unit: "DAY", threshold: 1000 },
            { type: "REQUEST", unit: "DAY", threshold: 10 },
          ],
        },
      ],
    });
    const untouched = [
      { type: "TOKEN", unit: "DAY", threshold: 1000, current_usage: null, reset_at: null },
      { type: "REQUEST", unit: "DAY", threshold: 10, current_usage: null, reset_at: null },
    ];
    expect((await readUsage(group)).usage).toEqual({ "acme/a": untouched });
    await spend([group], 300);
    await spend([group], 20);
    expect((await readUsage(group)).usage["acme/a"]).toEqual([
      { type: "TOKEN", unit: "DAY", threshold: 1000, current_usage: 320, reset_at: midnight },
      { type: "REQUEST", unit: "DAY", threshold: 10, current_usage: 2, reset_at: midnight },
    ]);
    gateway.clock.set(midnight);
    expect((await readUsage(group)).usage["acme/a"]).toEqual(untouched);
  });

  test("of an INDEPENDENT child is its own consumption against the inherited limit", async () => {
    const root = await addGroup(gateway, "root", { models: [tokensPerDay(1000)] });
    const child = await addGroup(gateway, "child", { parent: root });
    await spend([root], 500);
    await spend([child], 20);
    expect((await readUsage(child)).usage["acme/a"]).toEqual([
      { type: "TOKEN", unit: "DAY", threshold: 1000, current_usage: 20, reset_at: midnight },
    ]);
  });

  test("of a CASCADING group is the pool with the least left, with its source", async () => {
    const root = await addGroup(gateway, "root", {
      mode: "CASCADING",
      models: [tokensPerDay(1000)],
    });
    const child = await addGroup(gateway, "child", { parent: root, models: [tokensPerDay(600)] });
    const sibling = await addGroup(gateway, "sibling", { parent: root });
    const entry = async () => (await readUsage(child)).usage["acme/a"];
    expect(await entry()).toEqual([
      {
        type: "TOKEN",
        unit: "DAY",
        threshold: 600,
        current_usage: null,
        reset_at: null,
        source_group: child.id,
      },
    ]);
    await spend([root, sibling], 700);
    expect(await entry()).toEqual([
      {
        type: "TOKEN",
        unit: "DAY",
        threshold: 1000,
        current_usage: 700,
        reset_at: midnight,
        source_group: root.id,
      },
    ]);
  });

  test("gives a tie to the nearest level", async () => {
    const root = await addGroup(gateway, "root", {
      mode: "CASCADING",
      models: [tokensPerDay(1000)],
    });
    const child = await addGroup(gateway, "child", { parent: root, models: [tokensPerDay(1000)] });
    await spend([root, child], 10);
    expect((await readUsage(child)).usage["acme/a"]).toMatchObject([{ source_group: child.id }]);
  });

  test("case 2: stays readable when the limit is used up or lowered below the consumption", async () => {
    const group = await addGroup(gateway, "over", { models: [tokensPerDay(1000)] });
    await spend([group], 900);
    await patchGroup(gateway, group, { models: [tokensPerDay(0)] });
    expect((await readUsage(group)).usage["acme/a"]).toMatchObject([
      { threshold: 0, current_usage: 900 },
    ]);
  });
});
