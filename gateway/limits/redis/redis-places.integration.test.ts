import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Environment } from "../../platform/process/environment";
import { freePort } from "../../testing/free-port";
import { startRedisCluster } from "../../testing/redis-cluster";
import { nothing } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { describeRedisTrouble } from "../describe-redis-trouble";
import { readRedisSettings } from "../redis-settings";
import { detectCluster } from "./detect-cluster";
import { openRedis } from "./open-redis";
import { createRedisCounterStore } from "./redis-counter-store";

const folder = mkdtempSync(join(tmpdir(), "headgate-redis-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Builds the counters there, decides, settles and renews, over two connections one after the other. */
async function countAt(env: Environment): Promise<void> {
  const settings = readRedisSettings(env);
  if (!settings) throw new Error("no REDIS_URL");
  const found = await detectCluster(settings);
  for (const round of [1, 2]) {
    const redis = openRedis(found, { commandMs: 20_000 });
    await once(redis, "ready");
    const store = createRedisCounterStore({ redis });
    if (round === 1) await store.rebuild(nothing());
    expect(await store.isPrimed()).toBe(true);
    const request = {
      reservationId: `rsv_${round}`,
      rootGroupId: "grp_a",
      slug: "acme/model",
      chain: [],
      tokens: 7,
      tokensMin: 7,
      meteredGroupIds: ["grp_a"],
    };
    const result = await store.reserve(request);
    if (!result.admitted) throw new Error("refused");
    await store.renew();
    await store.renew();
    await store.settle(result.reservation, 5);
    await store.probe();
    const [day] = await store.readDay([{ groupId: "grp_a", slug: "acme/model" }], "grp_a");
    expect(day).toMatchObject({ requests: round, tokens: 5 * round });
    await store.close();
    redis.disconnect();
  }
}

/** What a gateway there would say of it. */
async function troubleAt(env: Environment) {
  const settings = readRedisSettings(env);
  if (!settings) throw new Error("no REDIS_URL");
  let connection: Error | undefined;
  const redis = openRedis(settings, {
    commandMs: 20_000,
    onError(error) {
      connection ??= error;
    },
  });
  await Promise.race([once(redis, "ready").catch(() => {}), once(redis, "error")]);
  const failed = await createRedisCounterStore({ redis })
    .rebuild(nothing())
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  redis.disconnect();
  return describeRedisTrouble(connection ?? failed);
}

const user = async (server: RedisServer, ...rules: string[]) => {
  await server.call("acl", "setuser", "headgate", "reset", "on", ">s%40 ame", ...rules);
  return `redis://headgate:s%2540%20ame@127.0.0.1:${server.port}`;
};
const least = "~{hg* +@read +@write +@scripting +@connection +time -@dangerous".split(" ");

test.each([
  ["all but what is dangerous", ["~*", "+@all", "-@dangerous"]],
  ["our keys and the documented commands alone", least],
])("case 77: a Redis user who may do %s counts limits", async (_name, rules) => {
  const server = await startRedisServer();
  await countAt({ REDIS_URL: await user(server, ...rules) });
  await server.close();
});

test("case 77: what a Redis user lacks is named", async () => {
  const server = await startRedisServer();
  const may = (...rules: string[]) => user(server, "~*", "+@all", ...rules);
  expect((await troubleAt({ REDIS_URL: await may("-evalsha") })).message).toContain("EVALSHA");
  expect((await troubleAt({ REDIS_URL: await may("-time") })).message).toMatch(/may not run /);
  expect((await troubleAt({ REDIS_URL: await may("-set") })).message).toMatch(/may not run /);
  const keys = await user(server, "~other*", "+@all");
  expect((await troubleAt({ REDIS_URL: keys })).message).toContain("~{hg*");
  const wrong = `redis://headgate:wrong-secret@127.0.0.1:${server.port}`;
  const refused = await troubleAt({ REDIS_URL: wrong });
  expect(refused.code).toBe("redis_login_refused");
  expect(JSON.stringify(refused)).not.toContain("wrong-secret");
  await server.close();
});

test("case 77: a cluster named by one address is found to be one, with a password for all its nodes", async () => {
  const cluster = await startRedisCluster();
  for (const node of cluster.nodes) await node.call("config", "set", "requirepass", "sesame");
  const [first] = cluster.nodes;
  await countAt({ REDIS_URL: `redis://:sesame@127.0.0.1:${first?.port}` });
  await cluster.close();
}, 120_000);

test("case 77: rediss with a private authority is checked against REDIS_CA_FILE", async () => {
  const of = (name: string) => join(folder, name);
  const program = process.env["OPENSSL_PATH"] ?? "openssl";
  const openssl = (...args: string[]) => execFileSync(program, args, { stdio: "ignore" });
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=redis",
    "-addext",
    "subjectAltName=IP:127.0.0.1",
    "-keyout",
    of("key.pem"),
    "-out",
    of("ca.pem"),
  );
  const port = await freePort();
  const tls = [
    "--tls-port",
    `${port}`,
    "--tls-cert-file",
    of("ca.pem"),
    "--tls-key-file",
    of("key.pem"),
    "--tls-ca-cert-file",
    of("ca.pem"),
    "--tls-auth-clients",
    "no",
  ];
  const server = await startRedisServer({ settings: tls });
  const url = `rediss://127.0.0.1:${port}`;
  await countAt({ REDIS_URL: url, REDIS_CA_FILE: of("ca.pem") });
  expect(await troubleAt({ REDIS_URL: url })).toMatchObject({ code: "redis_tls_failed" });
  await server.close();
});
