import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
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

/** `settings` are further arguments of redis-server; `sentinel` makes it one, with these lines of configuration. */
export async function startRedisServer(
  options: { port?: number; settings?: readonly string[]; sentinel?: readonly string[] } = {},
): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const { settings = [], sentinel } = options;
  let shell: ChildProcess | undefined;
  let pid = 0;

  async function start(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "headgate-redis-"));
    const file = process.env["REDIS_SERVER_PATH"] ?? "redis-server";
    const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
    const forgetful = ["--save", "", "--appendonly", "no", "--logfile", "redis.log"];
    const sentinelFile = join(folder, "sentinel.conf");
    if (sentinel) await writeFile(sentinelFile, `${sentinel.join("\n")}\n`);
    // A sentinel writes into its file, and takes it as the first argument only.
    const kind = sentinel ? [sentinelFile, "--sentinel", ...place] : [...place, ...forgetful];
    shell = spawn("sh", ["-c", guard, "sh", file, ...kind, ...settings], {
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
      // Of a server that dies meanwhile the call itself fails.
      redis.on("error", () => {});
      try {
        return await redis.call(command, ...args);
      } finally {
        redis.disconnect();
      }
    },
    close: stop,
  };
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
