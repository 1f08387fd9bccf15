import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { freePort } from "./free-port";

export type PoolMode = "session" | "transaction" | "statement";

/** A real PgBouncer before a PostgreSQL. */
export interface TestPooler {
  /** Of the same database, through it. */
  url: string;
  /** Where PostgreSQL is from now on, as after a standby's promotion; connections there end. */
  pointAt(postgresUrl: string): Promise<void>;
  /** SIGKILL to it alone. */
  kill(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

// The shell ends it when its own input ends: with the test process, however that dies.
const guard = `
  "$@" >/dev/null 2>&1 & pooler=$!
  echo $pooler
  cat >/dev/null
  kill -9 $pooler 2>/dev/null
  wait $pooler 2>/dev/null
  rm -rf "$HEADGATE_POOLER_FOLDER"
`;

/** As a distribution sets it up, but for the pool's mode and who may sign in. */
export async function startPgBouncer(postgresUrl: string, mode: PoolMode): Promise<TestPooler> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "headgate-pgbouncer-"));
  await chmod(folder, 0o755);
  const file = join(folder, "pgbouncer.ini");
  let shell: ChildProcess | undefined;
  let pid = 0;

  async function configure(url: string): Promise<void> {
    const { hostname, port: behind, username, password, pathname } = new URL(url);
    const at = `host=${hostname} port=${behind} dbname=${pathname.slice(1)}`;
    const root = process.getuid?.() === 0 ? "user = nobody" : "";
    await writeFile(
      file,
      `[databases]
       headgate = ${at} user=${username} password=${password}
       [pgbouncer]
       listen_addr = 127.0.0.1
       listen_port = ${port}
       unix_socket_dir =
       auth_type = any
       admin_users = headgate
       pool_mode = ${mode}
       server_login_retry = 1
       ${root}
      `.replaceAll(/^ +/gm, ""),
    );
  }

  async function start(): Promise<void> {
    const program = process.env["PGBOUNCER_PATH"] ?? "/usr/sbin/pgbouncer";
    shell = spawn("sh", ["-c", guard, "sh", program, file], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, HEADGATE_POOLER_FOLDER: "" },
    });
    if (!shell.stdout) throw new Error("the shell has no output");
    const [line] = await once(shell.stdout, "data");
    pid = Number(String(line).trim());
    while (!(await answers(admin))) await delay(20);
  }

  async function kill(): Promise<void> {
    if (!shell || shell.exitCode !== null) return;
    const ended = once(shell, "exit");
    process.kill(pid, "SIGKILL");
    shell.stdin?.end();
    await ended;
  }

  const url = `postgres://headgate:unused@127.0.0.1:${port}/headgate`;
  const admin = url.replace(/headgate$/, "pgbouncer");
  await configure(postgresUrl);
  await start();
  return {
    url,
    async pointAt(newUrl) {
      await configure(newUrl);
      const client = new pg.Client({ connectionString: admin });
      await client.connect();
      await client.query("RELOAD");
      await client.end();
    },
    kill,
    start,
    close: kill,
  };
}

async function answers(admin: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: admin });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SHOW VERSION");
    await client.end();
    return true;
  } catch {
    return false;
  }
}
