import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port";

/** A real Redis on a port of its own, without persistence: what it forgets is gone. */
export interface RedisServer {
  url: string;
  port: number;
  /** SIGKILL; the port stays reserved for `start`. */
  stop(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  /** Runs a command over a connection of its own. */
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
  close(): Promise<void>;
}

// The shell ends the server when its own input ends: with the test process, however that dies.
const guard = `
  "$@" >/dev/null & server=$!
  echo $server
  cat >/dev/null
  kill -9 $server 2>/dev/null
  wait $server 2>/dev/null
  rm -rf "$HEADGATE_REDIS_FOLDER"
`;

/** `settings` are further arguments of redis-server. */
export async function startRedisServer(
  options: { port?: number; settings?: readonly string[] } = {},
): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const settings = options.settings ?? [];
  let shell: ChildProcess | undefined;
  let pid = 0;

  async function start(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "headgate-redis-"));
    const file = process.env["REDIS_SERVER_PATH"] ?? "redis-server";
    const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
    const forgetful = ["--save", "", "--appendonly", "no", "--logfile", "redis.log"];
    shell = spawn("sh", ["-c", guard, "sh", file, ...place, ...forgetful, ...settings], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, HEADGATE_REDIS_FOLDER: folder },
    });
    if (!shell.stdout) throw new Error("the shell has no output");
    const [line] = await once(shell.stdout, "data");
    pid = Number(String(line).trim());
    await answers(port);
  }

  async function stop(): Promise<void> {
    if (!shell || shell.exitCode !== null) return;
    const ended = once(shell, "exit");
    shell.stdin?.end();
    await ended;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop,
    start,
    pause: () => process.kill(pid, "SIGSTOP"),
    resume: () => process.kill(pid, "SIGCONT"),
    async call(command, ...args) {
      const redis = new Redis(port, "127.0.0.1");
      try {
        return await redis.call(command, ...args);
      } finally {
        redis.disconnect();
      }
    },
    close: stop,
  };
}

/** Three masters that share the slots. */
export interface RedisClusterServers {
  urls: string[];
  nodes: RedisServer[];
  close(): Promise<void>;
}

const slotCount = 16_384;

export async function startRedisCluster(): Promise<RedisClusterServers> {
  const settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", "5000"];
  const nodes: RedisServer[] = [];
  for (let index = 0; index < 3; index++) {
    nodes.push(await startRedisServer({ port: await freeClusterPort(), settings }));
  }
  const [first] = nodes;
  const share = Math.ceil(slotCount / nodes.length);
  for (const [index, node] of nodes.entries()) {
    const from = index * share;
    const slots = Array.from({ length: Math.min(share, slotCount - from) }, (_, of) => from + of);
    await node.call("cluster", "addslots", ...slots);
    if (first && node !== first) await node.call("cluster", "meet", "127.0.0.1", first.port);
  }
  for (const node of nodes) {
    await until(async () => {
      const info = String(await node.call("cluster", "info"));
      return /cluster_state:ok/.test(info) && /cluster_slots_ok:16384/.test(info);
    });
  }
  return {
    urls: nodes.map(({ url }) => url),
    nodes,
    async close() {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** The nodes of a cluster talk on a second port, 10,000 above. */
async function freeClusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port <= 55_535) return port;
  }
}

async function answers(port: number): Promise<void> {
  const redis = new Redis(port, "127.0.0.1", {
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  redis.on("error", () => {});
  await redis.ping();
  redis.disconnect();
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error("the cluster did not form");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
