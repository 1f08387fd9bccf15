import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "./testing/gateway-process";
import {
  addProcessCustomer,
  type ProcessCustomer,
  selectBilledRequests,
} from "./testing/process-customer";
import { type RedisServer, startRedisServer } from "./testing/redis-server";
import { answerSlowly, startStreamingLoad } from "./testing/streaming-load";
import { createTestDatabase, type TestDatabase } from "./testing/test-database";
import { startUpstreamDouble, type UpstreamDouble } from "./testing/upstream-double";

const rounds = 3;
const perSecond = 20;
const perDay = 300;
let database: TestDatabase;
let redis: RedisServer;
let upstream: UpstreamDouble;
let replicas: GatewayProcess[];
let customer: ProcessCustomer;

beforeAll(async () => {
  [database, redis, upstream] = await Promise.all([
    createTestDatabase(),
    startRedisServer(),
    startUpstreamDouble(),
  ]);
  upstream.answer(answerSlowly(40));
  const settings = {
    REDIS_URL: redis.url,
    GATEWAY_API_KEY: `hgm_${randomBytes(24).toString("base64url")}`,
    HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const first = await startGatewayProcess(database.url, settings);
  replicas = [first, await startGatewayProcess(database.url, settings)];
  customer = await addProcessCustomer(first, upstream.url);
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.kill()));
  await upstream.close();
  await redis.close();
  await database.drop();
});

/** A group beside the customer's, with a key and one limit that its callers always press against. */
async function addLimited(name: string, limits: object): Promise<{ id: string; key: string }> {
  const [replica] = replicas;
  const manage = async (path: string, body: object) => {
    const answer = await fetch(`${replica?.url}/v1/gateway/groups${path}`, {
      method: "POST",
      headers: {
        authorization: `Api-Key ${replica?.managementKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const { id } = await manage("", {
    metadata: { external_entity_id: name },
    models: [{ slug: customer.slug, ...limits }],
    hierarchy: {},
  });
  const { api_key: key } = await manage(`/${id}/api_keys`, {});
  return { id, key };
}

async function admissionsOf(groupId: string): Promise<number[]> {
  const { rows } = await database.db.query<{ ms: number }>(
    `SELECT (extract(epoch FROM admitted_at) * 1000)::float8 AS ms FROM events
     WHERE group_id = $1 ORDER BY 1`,
    [groupId],
  );
  return rows.map(({ ms }) => ms);
}

test("each replica restarted in turn under load: no answer is cut, none fails, each is billed once, no limit is passed", {
  timeout: 120_000,
}, async () => {
  const [first, second] = replicas;
  if (!first || !second) throw new Error("there are two replicas");
  const place = { url: first.url, otherUrl: second.url, slug: customer.slug };
  const request = { type: "REQUEST", threshold: perSecond };
  const paced = await addLimited("paced", { rate_limits: [{ ...request, unit: "SECOND" }] });
  const daily = await addLimited("daily", {
    usage_limits: [{ ...request, unit: "DAY", threshold: perDay }],
  });
  const free = startStreamingLoad({ ...place, key: customer.key, workers: 24 });
  const limited = [paced, daily].map(({ key }) =>
    startStreamingLoad({ ...place, key, workers: 6 }),
  );
  const loads = [free, ...limited];
  /** Both serve, so both have answers under way when one is told to go. */
  const goesOn = async () => {
    const before = free.completed.length;
    await expect
      .poll(() => free.completed.length, { timeout: 20_000 })
      .toBeGreaterThan(before + 60);
  };
  let inFlight = 0;
  for (let round = 0; round < rounds; round++) {
    for (const replica of [first, second]) {
      await goesOn();
      await delay(Math.random() * 150);
      inFlight += free.inFlight;
      expect(await replica.terminate()).toBe(0);
      await goesOn();
      await replica.restart();
    }
  }
  await goesOn();
  await Promise.all(loads.map((load) => load.stop()));

  for (const load of loads) {
    expect(load.cut).toBe(0);
    expect([...load.failed.keys()].filter((code) => code !== "ECONNREFUSED")).toEqual([]);
  }
  expect([...free.refused]).toEqual([]);
  for (const { refused } of limited) {
    expect([...refused.keys()]).toEqual(["429 rate_limit_exceeded"]);
  }
  const billed = await selectBilledRequests(database.db);
  const requestIds = billed.map(({ requestId }) => requestId);
  expect(new Set(requestIds).size).toBe(requestIds.length);
  const completed = loads.flatMap((load) => load.completed);
  expect(requestIds.toSorted()).toEqual(completed.toSorted());

  const admitted = await admissionsOf(paced.id);
  expect(admitted.length).toBeGreaterThan(perSecond * 3);
  for (let index = perSecond; index < admitted.length; index++) {
    expect((admitted[index] ?? 0) - (admitted[index - perSecond] ?? 0)).toBeGreaterThanOrEqual(
      1_000,
    );
  }
  expect((await admissionsOf(daily.id)).length).toBeLessThanOrEqual(perDay);
  const refusedConnections = loads.map(({ failed }) => failed.get("ECONNREFUSED") ?? 0);
  const figures = { restarts: rounds * 2, inFlight, completed: completed.length };
  process.stdout.write(`rolling restart: ${JSON.stringify({ ...figures, refusedConnections })}\n`);
  expect(inFlight).toBeGreaterThan(rounds * 2);
});
