import { vi } from "vitest";
import { freePort } from "./free-port";
import { type RedisServer, startRedisServer } from "./redis-server";

/** Three masters that share the slots, each with a replica where asked for. */
export interface RedisClusterServers {
  /** Of the masters of the beginning. */
  urls: string[];
  nodes: RedisServer[];
  /** In the order of `nodes`; none where none were asked for. */
  replicas: RedisServer[];
  close(): Promise<void>;
}

const slotCount = 16_384;
const patience = { timeout: 60_000, interval: 20 };

export async function startRedisCluster(
  options: { hasReplicas?: boolean; nodeTimeoutMs?: number } = {},
): Promise<RedisClusterServers> {
  const { hasReplicas = false, nodeTimeoutMs = 5_000 } = options;
  const settings = [
    ...["--cluster-enabled", "yes", "--cluster-node-timeout", String(nodeTimeoutMs)],
    // However long ago a replica heard of its master: there is no other to take over.
    ...["--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0"],
  ];
  const start = async () => startRedisServer({ port: await freeClusterPort(), settings });
  const nodes = [await start(), await start(), await start()];
  const replicas = hasReplicas ? [await start(), await start(), await start()] : [];
  const all = [...nodes, ...replicas];
  const share = Math.ceil(slotCount / nodes.length);
  for (const [index, node] of nodes.entries()) {
    const from = index * share;
    const slots = Array.from({ length: Math.min(share, slotCount - from) }, (_, of) => from + of);
    await node.call("cluster", "addslots", ...slots);
  }
  const [first] = nodes;
  for (const node of all) {
    if (first && node !== first) await node.call("cluster", "meet", "127.0.0.1", first.port);
  }
  const known = `cluster_known_nodes:${all.length}\r`;
  for (const node of all) await expectInfo(node, "cluster", [known]);
  for (const [index, replica] of replicas.entries()) {
    const master = await nodes[index]?.call("cluster", "myid");
    await replica.call("cluster", "replicate", String(master));
  }
  for (const node of all) {
    await expectInfo(node, "cluster", ["cluster_state:ok", `cluster_slots_ok:${slotCount}`]);
  }
  for (const node of hasReplicas ? nodes : []) await expectReplicas(node, 1);
  return {
    urls: nodes.map(({ url }) => url),
    nodes,
    replicas,
    async close() {
      await Promise.all(all.map((node) => node.close()));
    },
  };
}

/** So many replicas follow `node`, and have all that it had when they began to. */
export async function expectReplicas(node: RedisServer, count: number): Promise<void> {
  const online = Array.from({ length: count }, (_, index) => {
    return new RegExp(`slave${index}:.*state=online`);
  });
  await expectInfo(node, "replication", [`connected_slaves:${count}\r`, ...online]);
}

/** Waits until what `node` says of itself holds all of `parts`. */
async function expectInfo(
  node: RedisServer,
  about: "cluster" | "replication",
  parts: readonly (string | RegExp)[],
): Promise<void> {
  await vi.waitFor(async () => {
    const command = about === "cluster" ? ["cluster", "info"] : ["info", about];
    const [name = "", argument = ""] = command;
    const info = String(await node.call(name, argument));
    const isThere = parts.every((part) =>
      typeof part === "string" ? info.includes(part) : part.test(info),
    );
    if (!isThere) throw new Error(`not yet: ${info}`);
  }, patience);
}

/** The nodes of a cluster talk on a second port, 10,000 above. */
async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port <= 55_535) return port;
  }
}
