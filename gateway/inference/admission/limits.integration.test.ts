import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelInput } from "../../contracts/limit";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { answerError, answerJson, answerWords, gate } from "../../testing/upstream-double";

let fixture: InferenceFixture;
const messages = [{ role: "user" as const, content: "hi" }];
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());

type Rate = NonNullable<ModelInput["rate_limits"]>[number];
type Usage = NonNullable<ModelInput["usage_limits"]>[number];
const rates = (...rate_limits: Rate[]): ModelInput[] => [{ slug: fixtureSlug, rate_limits }];
const usages = (...usage_limits: Usage[]): ModelInput[] => [{ slug: fixtureSlug, usage_limits }];

function call(group: FixtureGroup, change: object = {}) {
  return group.client.chat.completions
    .create({ model: fixtureSlug, messages, ...change })
    .asResponse();
}
async function spend(group: FixtureGroup, tokens: number, change: object = {}) {
  fixture.upstream.answer(answerJson({ usage: { prompt: 1, completion: tokens - 1 } }));
  const response = await call(group, change);
  await response.text();
  return response;
}
async function catchRefusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof OpenAI.RateLimitError)) throw new Error(`not refused: ${error}`);
  return error;
}

test.each([
  ["REQUEST", "SECOND"],
  ["REQUEST", "MINUTE"],
  ["REQUEST", "DAY"],
] as const)(
  "case 11, case 12: a %s limit per %s admits exactly its threshold, and what remains falls to 0 by one",
  async (type, unit) => {
    const models =
      unit === "DAY" ? usages({ type, unit, threshold: 3 }) : rates({ type, unit, threshold: 3 });
    const group = await fixture.addGroup({ models });
    for (let left = 2; left >= 0; left--) {
      const { headers } = await spend(group, 5);
      expect(headers.get("x-ratelimit-limit-requests")).toBe("3");
      expect(headers.get("x-ratelimit-remaining-requests")).toBe(String(left));
    }
    const refused = await catchRefusal(spend(group, 5));
    expect(Number(refused.headers?.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(refused.headers?.get("x-ratelimit-remaining-requests")).toBe("0");
    expect(refused.headers?.get("x-should-retry")).toBe(unit === "DAY" ? "false" : null);
    expect(refused.message).toContain(
      `per ${unit.toLowerCase()} for ${fixtureSlug} reached (your limit)`,
    );
    const inSeconds = `try again in ${refused.headers?.get("retry-after")} s`;
    const when = unit === "DAY" ? `${inSeconds}, at 00:00 UTC.` : `${inSeconds}.`;
    expect(refused.message.endsWith(when), refused.message).toBe(true);
  },
);

test.each(["SECOND", "MINUTE", "DAY"] as const)(
  "a TOKEN limit per %s counts what the upstream counted, and refuses once it is spent",
  async (unit) => {
    const limit = { type: "TOKEN" as const, threshold: 100 };
    const models = unit === "DAY" ? usages({ ...limit, unit }) : rates({ ...limit, unit });
    const group = await fixture.addGroup({ models });
    const first = await spend(group, 40);
    expect(first.headers.get("x-ratelimit-limit-tokens")).toBe("100");
    expect(first.headers.get("x-ratelimit-remaining-tokens")).toBe("60");
    expect((await spend(group, 60)).headers.get("x-ratelimit-remaining-tokens")).toBe("0");
    expect((await catchRefusal(spend(group, 1))).headers?.get("retry-after")).toMatch(/^[1-9]\d*$/);
  },
);

test("after a window has rolled by, the same request is admitted again, at the promised moment", async () => {
  const group = await fixture.addGroup({
    models: rates({ type: "REQUEST", unit: "MINUTE", threshold: 1 }),
  });
  await spend(group, 2);
  const refused = await catchRefusal(spend(group, 2));
  const seconds = Number(refused.headers?.get("retry-after"));
  fixture.gateway.clock.advance(seconds * 1_000);
  expect((await spend(group, 2)).status).toBe(200);
});

test("the SDK with its own retries raises a day's refusal at once, and tries a minute's again", async () => {
  let refusals = 0;
  const countingRefusals: typeof fetch = async (...asked) => {
    const answer = await fetch(...asked);
    if (answer.status === 429) refusals += 1;
    return answer;
  };
  const usedUp = async (models: ModelInput[]) => {
    const group = await fixture.addGroup({ models });
    await spend(group, 5);
    return group.client.withOptions({ maxRetries: 2, fetch: countingRefusals });
  };
  const body = { model: fixtureSlug, messages };
  const byDay = await usedUp(usages({ type: "REQUEST", unit: "DAY", threshold: 1 }));
  const refused = await catchRefusal(byDay.chat.completions.create(body));
  // Noon by the fixture's clock.
  expect(Number(refused.headers?.get("retry-after"))).toBeGreaterThan(3_600);

  const bySecond = await usedUp(rates({ type: "REQUEST", unit: "SECOND", threshold: 1 }));
  fixture.upstream.answer(answerJson({ usage: { prompt: 1, completion: 1 } }));
  const before = refusals;
  const retried = bySecond.chat.completions.create(body);
  await expect.poll(() => refusals).toBeGreaterThan(before);
  fixture.gateway.clock.advance(2_000);
  expect((await retried).usage?.total_tokens).toBe(2);
});

test("a threshold of 0 blocks, and says that waiting does not help", async () => {
  const group = await fixture.addGroup({
    models: rates({ type: "TOKEN", unit: "MINUTE", threshold: 0 }),
  });
  const refused = await catchRefusal(spend(group, 1));
  expect(refused.headers?.get("x-should-retry")).toBe("false");
  expect(refused.headers?.get("retry-after")).toBe("60");
});

test("prompt and max_tokens above the limit can never fit; below it they are reserved whole", async () => {
  const group = await fixture.addGroup({
    models: rates({ type: "TOKEN", unit: "MINUTE", threshold: 100 }),
  });
  const refused = await catchRefusal(spend(group, 5, { max_tokens: 200 }));
  expect(refused.headers?.get("x-should-retry")).toBe("false");
  expect(refused.message).toContain("can never fit");
  await catchRefusal(spend(group, 5, { max_completion_tokens: 50, n: 2 }));
  const { opened, open } = gate();
  fixture.upstream.answer(async (...args) => {
    await opened;
    await answerJson({ usage: { prompt: 5, completion: 5 } })(...args);
  });
  const first = call(group, { max_tokens: 60 });
  await expect
    .poll(() => fixture.gateway.deps.counters.openReservations(), { timeout: 60_000 })
    .toBe(1);
  await catchRefusal(call(group, { max_tokens: 60 }));
  open();
  const answered = await first;
  expect(answered.headers.get("x-ratelimit-remaining-tokens")).toBe("90");
});

test("case 5: five concurrent calls on a small limit never get more than it holds", async () => {
  const group = await fixture.addGroup({
    models: rates({ type: "TOKEN", unit: "MINUTE", threshold: 100 }),
  });
  fixture.upstream.answer(answerJson({ usage: { prompt: 9, completion: 40 } }));
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => call(group, { max_tokens: 40 })),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
});

test("case 6: a small limit stays usable without max_tokens", async () => {
  const group = await fixture.addGroup({
    models: rates({ type: "TOKEN", unit: "MINUTE", threshold: 12 }),
  });
  expect((await spend(group, 6)).status).toBe(200);
});

test("case 9: CASCADING, one use charges each pool once; the refused child is told that it is shared, not whose", async () => {
  const million = 1_000_000;
  const limit = (threshold: number) => rates({ type: "TOKEN", unit: "MINUTE", threshold });
  const org = await fixture.addGroup({ models: limit(100 * million), enforcement: "CASCADING" });
  const finance = await fixture.addGroup({ models: limit(70 * million), parent: org.id });
  const engineering = await fixture.addGroup({ models: limit(70 * million), parent: org.id });
  for (let spent = 0; spent < 7; spent++) await spend(finance, 10 * million);
  expect((await catchRefusal(spend(finance, 1))).message).toContain("your limit");
  for (let spent = 0; spent < 3; spent++) await spend(engineering, 10 * million);
  const refused = await catchRefusal(spend(engineering, 1));
  expect(refused.message).toContain("Token limit of 100,000,000 per minute");
  expect(refused.message).toContain("a limit shared with other groups");
  expect(refused.message).not.toContain("customer");
  fixture.gateway.clock.advance(61_000);
  expect((await spend(engineering, 10)).status).toBe(200);
});

test("case 4: CASCADING, each of five levels alone can refuse", async () => {
  for (let tight = 0; tight < 5; tight++) {
    let parent: FixtureGroup | undefined;
    for (let level = 0; level < 5; level++) {
      const threshold = level < tight ? 100 : 1;
      parent = await fixture.addGroup({
        models: level <= tight ? rates({ type: "REQUEST", unit: "MINUTE", threshold }) : undefined,
        ...(parent ? { parent: parent.id } : { enforcement: "CASCADING" as const }),
      });
    }
    if (!parent) throw new Error("no leaf");
    await spend(parent, 2);
    await catchRefusal(spend(parent, 2));
  }
});

test("INDEPENDENT: siblings inherit the limit, each with a counter of its own", async () => {
  const root = await fixture.addGroup({
    models: rates({ type: "REQUEST", unit: "MINUTE", threshold: 1 }),
  });
  const john = await fixture.addGroup({ parent: root.id });
  const sally = await fixture.addGroup({ parent: root.id });
  for (const group of [root, john, sally]) await spend(group, 2);
  for (const group of [root, john, sally]) await catchRefusal(spend(group, 2));
});

test("case 8: a refusal by one limit charges no other", async () => {
  const group = await fixture.addGroup({
    models: [
      {
        slug: fixtureSlug,
        rate_limits: [{ type: "REQUEST", unit: "MINUTE", threshold: 10 }],
        usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 1 }],
      },
    ],
  });
  await spend(group, 2);
  await catchRefusal(spend(group, 2));
  const { chains, rootId } = await createChain(group);
  const states = await fixture.gateway.deps.counters.readChain(chains, rootId);
  expect(states.map(({ used }) => used)).toEqual([1, 1]);
});

async function createChain(group: FixtureGroup) {
  const limit = { counterGroupId: group.id, sourceGroupId: group.id, slug: fixtureSlug };
  return {
    rootId: group.id,
    chains: [
      { ...limit, kind: "rate", type: "REQUEST", unit: "MINUTE", threshold: 10 },
      { ...limit, kind: "usage", type: "REQUEST", unit: "DAY", threshold: 1 },
    ] as const,
  };
}

test("a limit declared at noon knows the morning", async () => {
  const group = await fixture.addGroup();
  await spend(group, 50);
  await fixture.manage("PATCH", `/v1/gateway/groups/${group.id}`, {
    models: usages({ type: "TOKEN", unit: "DAY", threshold: 50 }),
  });
  await expect
    .poll(async () => (await call(group).catch((error: { status: number }) => error)).status)
    .toBe(429);
});

test("a stream carries the rate headers too", async () => {
  const group = await fixture.addGroup({
    models: rates({ type: "REQUEST", unit: "MINUTE", threshold: 5 }),
  });
  fixture.upstream.answer(answerWords(["hi"]));
  const response = await call(group, { stream: true });
  expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("4");
  expect(response.headers.get("x-ratelimit-reset-requests")).toMatch(/^1m0s$/);
  await response.text();
});

test("an upstream's failure counts as a request, gives the tokens back, and its headers say so", async () => {
  const group = await fixture.addGroup({
    models: rates(
      { type: "REQUEST", unit: "MINUTE", threshold: 5 },
      { type: "TOKEN", unit: "MINUTE", threshold: 500 },
    ),
  });
  fixture.upstream.answer(answerError(500, {}));
  const error = await call(group, { max_tokens: 100 }).catch((caught: unknown) => caught);
  if (!(error instanceof OpenAI.InternalServerError)) throw new Error("no 5xx");
  expect(error.headers?.get("x-ratelimit-remaining-requests")).toBe("4");
  expect(error.headers?.get("x-ratelimit-remaining-tokens")).toBe("500");
});

test("the usage page tells the same number as the counters", async () => {
  const group = await fixture.addGroup({
    models: usages({ type: "TOKEN", unit: "DAY", threshold: 1_000 }),
  });
  await spend(group, 30);
  const usage = await fixture.manage("GET", `/v1/gateway/groups/${group.id}/usage`);
  expect(usage["usage"]).toMatchObject({
    [fixtureSlug]: [{ current_usage: 30, threshold: 1_000 }],
  });
});
