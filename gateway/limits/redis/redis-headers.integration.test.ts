import { afterAll, beforeAll, expect, test } from "vitest";
import { groupLimits } from "../../contracts/group-limits";
import { formatDuration } from "../../inference/admission/rate-headers";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { createTestClock } from "../../testing/test-clock";
import { answerJson, deltaChunk, gate, usageChunk } from "../../testing/upstream-double";
import { createRedisCounterStore } from "./redis-counter-store";
import type { RedisClient } from "./run-redis-script";

const clock = createTestClock();
let server: RedisServer;
let redis: RedisClient;
let fixture: InferenceFixture;
/** Of a CASCADING organisation, each with limits that the other's calls use up as well. */
let team: FixtureGroup;
let sibling: FixtureGroup;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis([server.url]);
  const counters = createRedisCounterStore({ redis, namespace: ownNamespace(), now: clock.now });
  await counters.rebuild(nothing());
  fixture = await openInferenceFixture({ clock, deps: { counters } });
  const models = (requests: number, tokens: number, unit: "SECOND" | "MINUTE" = "MINUTE") => [
    {
      slug: fixtureSlug,
      rate_limits: [
        { type: "REQUEST" as const, unit, threshold: requests },
        { type: "TOKEN" as const, unit: "MINUTE" as const, threshold: tokens },
      ],
      usage_limits: [{ type: "TOKEN" as const, unit: "DAY" as const, threshold: 40_000 }],
    },
  ];
  const org = await fixture.addGroup({ models: models(6, 600), enforcement: "CASCADING" });
  team = await fixture.addGroup({ models: models(4, 450), parent: org.id });
  sibling = await fixture.addGroup({ models: models(2, 450, "SECOND"), parent: org.id });
});
afterAll(async () => {
  await fixture.close();
  redis.disconnect();
  await server.close();
});

function ask(group: FixtureGroup, change: object = {}): Promise<Response> {
  const messages = [{ role: "user", content: "hi" }];
  return fixture.post(group.key, { model: fixtureSlug, messages, ...change });
}

/** The headers, and of the limits that are read now the tightest of that type. */
async function expectTold(answer: Response, group: FixtureGroup): Promise<void> {
  const read = await fixture.manage("GET", `/v1/gateway/groups/${group.id}/limits`);
  const [model] = groupLimits.parse(read).models;
  for (const [type, name] of [
    ["REQUEST", "requests"],
    ["TOKEN", "tokens"],
  ] as const) {
    const levels = (model?.limits ?? [])
      .filter((limit) => limit.type === type)
      .flatMap((limit) => limit.levels.filter(({ counts }) => counts));
    const least = Math.min(...levels.map(({ remaining }) => remaining ?? Number.NaN));
    const tied = levels.filter(({ remaining }) => remaining === least);
    const resetMs = Math.max(...tied.map(({ reset_ms: ms }) => ms ?? Number.NaN));
    const tightest = tied.filter(({ reset_ms: ms }) => ms === resetMs);
    const header = (part: string) => answer.headers.get(`x-ratelimit-${part}-${name}`);
    expect(header("remaining")).toBe(String(least));
    expect(header("reset")).toBe(formatDuration(resetMs));
    expect(tightest.map(({ threshold }) => String(threshold))).toContain(header("limit"));
  }
}

test("case 12: over Redis, the rate headers of every answer and refusal are what its counters hold", async () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const seen = new Map<number, number>();
  for (let step = 0; step < 250; step++) {
    // Often nothing passes, so that limits bind; at times a window's cells are all overdue.
    clock.advance([0, 0, 0, 300, 1_000, 7_000, 61_000][random(7)] ?? 0);
    const group = random(2) === 0 ? team : sibling;
    const completion = 5 + random(200);
    fixture.upstream.answer(answerJson({ usage: { prompt: 10, completion } }));
    const answer = await ask(group, random(2) === 0 ? { max_tokens: 5 + random(150) } : {});
    await answer.text();
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    await expectTold(answer, group);
  }
  expect([...seen.keys()].sort()).toEqual([200, 429]);
  expect(Math.min(...seen.values())).toBeGreaterThan(30);
});

test("case 12: the headers of a stream, sent before it is settled, count what it has reserved", async () => {
  clock.advance(61_000);
  const { opened, open } = gate();
  const event = (data: string) => Buffer.from(`data: ${data}\n\n`);
  const ends = [deltaChunk("", "stop"), usageChunk({ prompt: 10, completion: 90 }), "[DONE]"];
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event(deltaChunk("a")));
    await opened;
    for (const end of ends) response.write(event(end));
    response.end();
  });
  const answer = await ask(team, { stream: true, max_tokens: 120 });
  expect(answer.status).toBe(200);
  await expectTold(answer, team);
  expect(Number(answer.headers.get("x-ratelimit-remaining-tokens"))).toBeLessThan(450 - 120);
  open();
  await answer.text();
  fixture.upstream.answer(answerJson({ usage: { prompt: 10, completion: 1 } }));
  const next = await ask(team);
  await next.text();
  expect(next.headers.get("x-ratelimit-remaining-tokens")).toBe(String(450 - 100 - 11));
  await expectTold(next, team);
});
