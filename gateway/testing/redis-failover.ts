import { vi } from "vitest";
import { markerKey, toBucket } from "../limits/redis/redis-keys";
import { freePort } from "./free-port";
import { expectReplicas, startRedisCluster } from "./redis-cluster";
import { type RedisServer, startRedisServer } from "./redis-server";

/** A Redis of several servers, of which one dies and is followed by its replica. */
export interface RedisFailover {
  /** Variables of a gateway that counts here. */
  settings: Record<string, string>;
  /** How many servers share the counters. */
  masters: number;
  /** Which of them counts a tree; 0 is the one that dies. */
  findMaster(rootGroupId: string): Promise<number>;
  /** From now on the replica of the one that dies hears nothing more. */
  cutReplication(): Promise<void>;
  /** SIGKILL; resolves when the replica has taken over. */
  killMaster(): Promise<void>;
  close(): Promise<void>;
}

const patience = { timeout: 120_000, interval: 50 };

export async function startFailoverCluster(): Promise<RedisFailover> {
  const cluster = await startRedisCluster({ hasReplicas: true, nodeTimeoutMs: 2_000 });
  const [master, ...others] = cluster.nodes;
  const [replica] = cluster.replicas;
  if (!master || !replica) throw new Error("a cluster has masters");
  return {
    settings: { REDIS_URL: cluster.urls.join(",") },
    masters: 1 + others.length,
    async findMaster(rootGroupId) {
      const key = markerKey("hg", toBucket(rootGroupId));
      const slot = Number(await master.call("cluster", "keyslot", key));
      return Math.floor(slot / Math.ceil(16_384 / cluster.nodes.length));
    },
    ...takeOver(master, replica),
    close: () => cluster.close(),
  };
}

/** A primary, its replica, and three sentinels of which two must agree. */
export async function startFailoverSentinels(): Promise<RedisFailover> {
  const primary = await startRedisServer();
  const replica = await startRedisServer({
    settings: ["--replicaof", "127.0.0.1", String(primary.port)],
  });
  const sentinel = async () =>
    startRedisServer({
      port: await freePort(),
      sentinel: [
        `sentinel monitor headgate 127.0.0.1 ${primary.port} 2`,
        // A replica that has not heard of its primary for ten times as long is not promoted.
        "sentinel down-after-milliseconds headgate 4000",
        "sentinel failover-timeout headgate 20000",
      ],
    });
  const sentinels = [await sentinel(), await sentinel(), await sentinel()];
  await expectReplicas(primary, 1);
  for (const each of sentinels) {
    await vi.waitFor(async () => {
      const known = [
        await each.call("sentinel", "sentinels", "headgate"),
        await each.call("sentinel", "replicas", "headgate"),
      ].map((list) => Array.isArray(list) && list.length);
      if (String(known) !== "2,1") throw new Error("the sentinels do not know each other yet");
    }, patience);
  }
  return {
    settings: {
      REDIS_URL: sentinels.map(({ url }) => url).join(","),
      REDIS_SENTINEL_NAME: "headgate",
    },
    masters: 1,
    findMaster: async () => 0,
    ...takeOver(primary, replica),
    async close() {
      await Promise.all([...sentinels, primary, replica].map((server) => server.close()));
    },
  };
}

function takeOver(master: RedisServer, replica: RedisServer) {
  return {
    cutReplication: () => cutReplication(master, replica),
    async killMaster() {
      await master.stop();
      await expectMaster(replica);
    },
  };
}

export async function cutReplication(master: RedisServer, replica: RedisServer): Promise<void> {
  // The master knows no password: it refuses a replica that signs in with one.
  await replica.call("config", "set", "masterauth", "unknown");
  await master.call("client", "kill", "type", "replica");
  await vi.waitFor(async () => {
    const info = String(await replica.call("info", "replication"));
    if (!info.includes("master_link_status:down")) throw new Error("it still follows");
  }, patience);
}

export async function expectMaster(server: RedisServer): Promise<void> {
  await vi.waitFor(async () => {
    const role = await server.call("role");
    if (!Array.isArray(role) || role[0] !== "master") throw new Error("not promoted yet");
  }, patience);
}
