import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "./testing/gateway-process";
import { type RedisServer, startRedisServer } from "./testing/redis-server";
import { createTestDatabase, type TestDatabase } from "./testing/test-database";
import {
  answerJson,
  answerStream,
  deltaChunk,
  startUpstreamDouble,
  type UpstreamDouble,
  usageChunk,
} from "./testing/upstream-double";

const slug = "acme/model";
let database: TestDatabase;
let redis: RedisServer;
let upstream: UpstreamDouble;
let replicas: [GatewayProcess, GatewayProcess];
/** What the replicas have in common. */
let settings: Record<string, string>;

beforeAll(async () => {
  [database, redis, upstream] = await Promise.all([
    createTestDatabase(),
    startRedisServer(),
    startUpstreamDouble(),
  ]);
  settings = {
    REDIS_URL: redis.url,
    GATEWAY_API_KEY: `hgm_${randomBytes(24).toString("base64url")}`,
    HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const first = await startGatewayProcess(database.url, settings);
  replicas = [first, await startGatewayProcess(database.url, settings)];
  const secret = await manage("POST", "/v1/secrets", { name: "upstream", value: "sk-x" });
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: upstream.url,
    secret_id: secret.id,
    target_model: "m",
  };
  await manage("POST", "/v1/gateway/endpoints", { slug, targets: [target] });
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.kill()));
  await upstream.close();
  await redis.close();
  await database.drop();
});

async function manage(method: string, path: string, body?: object) {
  const [{ url, managementKey }] = replicas ?? [];
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Api-Key ${managementKey}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

let customers = 0;
async function addCustomer(limits: object): Promise<{ groupId: string; key: string }> {
  const group = await manage("POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: `customer-${customers++}` },
    models: [{ slug, ...limits }],
    hierarchy: {},
  });
  const minted = await manage("POST", `/v1/gateway/groups/${group.id}/api_keys`, {});
  return { groupId: group.id, key: minted.api_key };
}

async function ask(replica: GatewayProcess, key: string) {
  const response = await fetch(`${replica.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: slug,
      max_tokens: 4,
      messages: [{ role: "user", content: "hi" }],
    }),
  });
  const body = await response.json();
  return { status: response.status, code: body.error?.code };
}

const perDay = (threshold: number) => ({
  usage_limits: [{ type: "REQUEST", unit: "DAY", threshold }],
});

/** Answers how many of the calls, spread over both replicas at once, were served. */
async function burst(key: string, calls: number): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: calls }, (_, index) => ask(replicas[index % 2 === 0 ? 0 : 1], key)),
  );
  return answers.filter(({ status }) => status === 200).length;
}

async function served(key: string): Promise<void> {
  for (const replica of replicas) {
    await expect
      .poll(() => ask(replica, key).then(({ status }) => status), { timeout: 60_000, interval: 50 })
      .toBe(200);
  }
}

test("case 10: two replicas admit exactly the limit", async () => {
  const { key } = await addCustomer({
    rate_limits: [{ type: "REQUEST", unit: "MINUTE", threshold: 100 }],
  });
  expect(await burst(key, 300)).toBe(100);
});

test("with max_tokens, 200 streams at once on two replicas never get more completion tokens than the limit", async () => {
  const threshold = 4_000;
  const { groupId, key } = await addCustomer({
    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold }],
  });
  // A model that uses up whatever it was allowed.
  upstream.answer((response, call, request) => {
    const { max_tokens: completion } = JSON.parse(call.body);
    const chunks = [
      deltaChunk("a"),
      deltaChunk("", "length"),
      usageChunk({ prompt: 8, completion }),
    ];
    answerStream([...chunks, "[DONE]"])(response, call, request);
  });
  const stream = async (index: number) => {
    const response = await fetch(`${replicas[index % 2 === 0 ? 0 : 1].url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({
        model: slug,
        stream: true,
        max_tokens: 20 + (index % 60),
        messages: [{ role: "user", content: "hi" }],
      }),
    });
    await response.text();
    return response.status;
  };
  const statuses = await Promise.all(Array.from({ length: 200 }, (_, index) => stream(index)));
  upstream.answer(answerJson());
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  const { rows } = await database.db.query<{ completion: number }>(
    "SELECT sum(output_tokens)::int AS completion FROM events WHERE group_id = $1",
    [groupId],
  );
  expect(rows[0]?.completion).toBeGreaterThan(threshold * 0.7);
  expect(rows[0]?.completion).toBeLessThanOrEqual(threshold);
});

// How soon: by a clock of their own in inference/unheard-changes.test.ts, and npm run bench.
test("case 18: a revoked key is refused by every replica for good, its database connections cut too", async () => {
  const { groupId, key } = await addCustomer(perDay(1_000_000));
  await served(key);
  await database.db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'headgate lock'`,
  );
  // A connection that was cut may be noticed only in use: 503, try again.
  const path = `/v1/gateway/groups/${groupId}/api_keys/${key.slice(0, 16)}`;
  await expect.poll(() => manage("DELETE", path).then(() => true)).toBe(true);
  for (const replica of replicas) {
    await expect
      .poll(() => ask(replica, key).then(({ status }) => status), { timeout: 60_000, interval: 20 })
      .toBe(401);
  }
  // Whoever asks whom, in whatever order.
  const again = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask(replicas[index % 2 === 0 ? 0 : 1], key)),
  );
  expect(new Set(again.map(({ status }) => status))).toEqual(new Set([401]));
});

describe("case 13: with Redis away nothing is served past a limit, and nobody gets a fresh allowance", () => {
  /** Decisions of both replicas under load, while `during` runs. */
  async function underLoad(key: string, during: () => Promise<void>): Promise<void> {
    let isOver = false;
    const caller = async (index: number) => {
      while (!isOver) await ask(replicas[index % 2 === 0 ? 0 : 1], key);
    };
    const callers = Array.from({ length: 8 }, (_, index) => caller(index));
    await during();
    isOver = true;
    await Promise.all(callers);
  }

  async function outage(begin: () => Promise<void> | void, end: () => Promise<void> | void) {
    const { key } = await addCustomer(perDay(50));
    const other = await addCustomer(perDay(1_000_000));
    expect(await burst(key, 20)).toBe(20);
    await underLoad(other.key, async () => {
      await begin();
      // Those under load may all have been answered before.
      for (let call = 0; call < 2; call++) {
        const refused = await ask(replicas[0], key);
        expect(refused).toMatchObject({ status: 503, code: "limits_unavailable" });
      }
      expect((await fetch(`${replicas[0].url}/readyz`)).status).toBe(503);
      await end();
      await served(key);
    });
    // 20 before, at least one by each replica just now: what is left is the rest.
    const rest = await burst(key, 60);
    const { usage } = await manage("GET", `/v1/gateway/groups/${await readGroupId(key)}/usage`);
    expect(usage[slug]).toMatchObject([{ current_usage: 50 }]);
    expect(rest).toBeLessThanOrEqual(28);
  }

  const readGroupId = async (key: string): Promise<string> => {
    const { rows } = await database.db.query<{ groupId: string }>(
      `SELECT group_id AS "groupId" FROM api_keys WHERE prefix = $1`,
      [key.slice(0, 16)],
    );
    return rows[0]?.groupId ?? "";
  };

  test("stopped, and started again empty", () =>
    outage(
      () => redis.stop(),
      () => redis.start(),
    ));

  test("hung", () =>
    outage(
      () => redis.pause(),
      () => redis.resume(),
    ));

  test("emptied while it runs", async () => {
    const { key } = await addCustomer(perDay(50));
    const other = await addCustomer(perDay(1_000_000));
    expect(await burst(key, 20)).toBe(20);
    await underLoad(other.key, async () => {
      await redis.call("FLUSHALL");
      await served(key);
    });
    expect(await burst(key, 60)).toBeLessThanOrEqual(28);
    expect(await burst(key, 10)).toBe(0);
  });
});

test("case 13, local: two replicas without Redis serve what is left of a limit, and never more", async () => {
  const local = { ...settings, GATEWAY_LIMITS_WHEN_REDIS_IS_DOWN: "local", GATEWAY_REPLICAS: "2" };
  const pair = await Promise.all([1, 2].map(() => startGatewayProcess(database.url, local)));
  try {
    let turn = 0;
    const { key } = await addCustomer(perDay(50));
    const served = async (calls: number) => {
      const answers = await Promise.all(
        Array.from({ length: calls }, () => ask(pair[turn++ % 2] ?? replicas[0], key)),
      );
      return answers.filter(({ status }) => status === 200).length;
    };
    // One after the other: what each heard last is then the same 20, and their parts exactly the rest.
    // Of calls at once each may have missed the other's last, for which record 0032 promises less.
    for (let calls = 0; calls < 20; calls++) expect(await served(1)).toBe(1);
    await redis.stop();
    const meanwhile = await served(100);
    expect(meanwhile).toBe(30);
    // Who serves is ready: a load balancer must not take away what this policy is for.
    const states = await Promise.all(pair.map(({ url }) => fetch(`${url}/readyz`)));
    expect(states.map(({ status }) => status)).toEqual([200, 200]);
    await redis.start();
    const countsInRedis = async () => {
      const metrics = pair.map(async ({ url, managementKey }) => {
        const headers = { authorization: `Bearer ${managementKey}` };
        return (await fetch(`${url}/metrics`, { headers })).text();
      });
      const modes = await Promise.all(metrics);
      return modes.every((text) => text.includes('headgate_counters_mode{mode="redis"} 1'));
    };
    await expect.poll(countsInRedis, { timeout: 60_000, interval: 50 }).toBe(true);
    expect(await served(100)).toBe(0);
  } finally {
    await Promise.all(pair.map((each) => each.kill()));
  }
});

test("a gateway that counts in memory refuses to join those that count in Redis", async () => {
  await expect(startGatewayProcess(database.url)).rejects.toThrow("ended before it was ready");
});

test("SIGTERM: nothing new is taken, an answer under way ends whole and billed, then the process", async () => {
  const { key } = await addCustomer(perDay(1_000_000));
  // Redis was away in the test before.
  await served(key);
  const [, replica] = replicas;
  let finish = () => {};
  upstream.answer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = (part: object) => `data: ${JSON.stringify({ model: "m", ...part })}\n\n`;
    response.write(chunk({ choices: [{ index: 0, delta: { content: "a" } }] }));
    finish = () => {
      response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }));
      response.end("data: [DONE]\n\n");
    };
  });
  const response = await fetch(`${replica.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: slug, stream: true, messages: [{ role: "user", content: "x" }] }),
  });
  const exit = replica.terminate();
  // New connections are refused while the stream goes on.
  await expect
    .poll(
      () =>
        fetch(`${replica.url}/healthz`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 10_000 },
    )
    .not.toBe(200);
  finish();
  const text = await response.text();
  expect(text).toContain("[DONE]");
  expect(await exit).toBe(0);
  const { rows } = await database.db.query(
    "SELECT 1 FROM events WHERE request_id = $1 AND billable",
    [response.headers.get("x-request-id")],
  );
  expect(rows).toHaveLength(1);
  upstream.answer(answerJson());
});
