import { spawn } from "node:child_process";
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
  close(): Promise<void>;
}

// The shell ends it when its own input ends: with the test process, however that dies.
const guard = `
  "$@" >/dev/null 2>&1 & pooler=$!
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
  const { hostname, port: behind, username, password, pathname } = new URL(postgresUrl);
  const place = `host=${hostname} port=${behind} dbname=${pathname.slice(1)}`;
  await writeFile(
    file,
    `[databases]
     headgate = ${place} user=${username} password=${password}
     [pgbouncer]
     listen_addr = 127.0.0.1
     listen_port = ${port}
     unix_socket_dir =
     auth_type = any
     admin_users = headgate
     pool_mode = ${mode}
     ${process.getuid?.() === 0 ? "user = nobody" : ""}
    `.replaceAll(/^ +/gm, ""),
  );
  const program = process.env["PGBOUNCER_PATH"] ?? "/usr/sbin/pgbouncer";
  const shell = spawn("sh", ["-c", guard, "sh", program, file], {
    stdio: ["pipe", "ignore", "inherit"],
    env: { ...process.env, HEADGATE_POOLER_FOLDER: folder },
  });
  const url = `postgres://headgate:unused@127.0.0.1:${port}/headgate`;
  while (!(await answers(url.replace(/headgate$/, "pgbouncer")))) await delay(20);
  return {
    url,
    async close() {
      if (shell.exitCode !== null) return;
      const ended = once(shell, "exit");
      shell.stdin.end();
      await ended;
    },
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
