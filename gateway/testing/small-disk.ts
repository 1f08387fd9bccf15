import { execFile, spawnSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Database, openDatabase } from "../platform/db/database";
import type { PostgresAccount } from "../platform/embedded-postgres/postgres-account";
import type { PostgresServer } from "../platform/embedded-postgres/postgres-server";

/** What a database's tables lie on. */
export interface TestDisk {
  /** From now on no table of the database can grow. */
  fill(): Promise<void>;
  /** There is room again, as after an operator's clean-up. */
  free(): Promise<void>;
}

export interface SmallDisk {
  /** PostgreSQL has to be started with it. */
  account: PostgresAccount;
  /** Clause of CREATE DATABASE. */
  place: string;
  /** Before the database is made. */
  prepare(admin: Database): Promise<void>;
  fill(server: PostgresServer): Promise<void>;
  free(server: PostgresServer): Promise<void>;
}

const run = promisify(execFile);
const smallMiB = 96;

/**
 * A tmpfs of PostgreSQL's own, in a namespace that needs no rights: "no space left on device".
 * Where a machine lets nobody make one (or with HEADGATE_SMALL_DISK=rlimit), the system's limit on
 * the size of a file, put on the running server: "file too large".
 */
export async function prepareSmallDisk(
  folder: string,
  account: PostgresAccount,
): Promise<SmallDisk> {
  const mountPoint = join(folder, "small");
  await mkdir(mountPoint);
  const isWanted = process.env["HEADGATE_SMALL_DISK"] !== "rlimit";
  const mounted = mountingAccount(account, mountPoint);
  return isWanted && canMount(mounted) ? onTmpfs(mounted, mountPoint) : underFileLimit(account);
}

/** PostgreSQL's programs see the folder as a disk of its own; it ends with them. */
function mountingAccount(account: PostgresAccount, mountPoint: string): PostgresAccount {
  const nobody = 65_534;
  const [uid, gid] = [process.geteuid?.() || nobody, process.getegid?.() || nobody];
  const ids = [`--map-user=${uid}`, `--map-group=${gid}`];
  const options = `size=${smallMiB}m,mode=0700`;
  const script = `mount -t tmpfs -o ${options} tmpfs "$0" && exec "$@"`;
  const before = ["--user", ...ids, "--keep-caps", "--mount", "--", "sh", "-c", script, mountPoint];
  const command = (program: string, args: readonly string[]) =>
    program.endsWith("initdb")
      ? account.command(program, args)
      : { file: "unshare", args: [...before, program, ...args] };
  return { ...account, command };
}

function canMount(account: PostgresAccount): boolean {
  // As another user the cluster's files would belong to somebody whom the namespace can't name.
  if (account.identity) return false;
  const { file, args } = account.command("true", []);
  return spawnSync(file, args, { stdio: "ignore", timeout: 10_000 }).status === 0;
}

function onTmpfs(account: PostgresAccount, mountPoint: string): SmallDisk {
  const filler = join(mountPoint, "filler");
  return {
    account,
    place: "TABLESPACE small",
    prepare: async (admin) => {
      await admin.query(`CREATE TABLESPACE small LOCATION '${mountPoint}'`);
    },
    fill: (server) =>
      asAdmin(server, async (admin) => {
        const megabytes = `SELECT repeat('x', 1000000) FROM generate_series(1, ${2 * smallMiB})`;
        const failure = await admin.query(`COPY (${megabytes}) TO '${filler}'`).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (!String(failure).includes("No space left on device")) {
          throw new Error("the disk did not fill up", { cause: failure });
        }
      }),
    free: (server) =>
      asAdmin(server, async (admin) => {
        await admin.query(`COPY (SELECT) TO '${filler}'`);
      }),
  };
}

/** A file of the log is 16 MiB and must go on; the ledger of today is made larger than that. */
const fileBytesMax = 16 * 1024 ** 2;

function underFileLimit(account: PostgresAccount): SmallDisk {
  const limit = async ({ pid }: PostgresServer, bytes: string) => {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
    for (const process of [String(pid), ...children.trim().split(/\s+/)]) {
      const { file, args } = { file: "prlimit", args: ["--pid", process, `--fsize=${bytes}:`] };
      await run(file, args, { ...account.identity }).catch((error: unknown) => {
        // A session that has just ended; PostgreSQL itself has not.
        if (process === String(pid)) throw error;
      });
    }
  };
  return {
    account,
    place: "",
    prepare: async () => {},
    fill: async (server) => {
      await asAdmin(server, growLedger, "headgate");
      await limit(server, String(fileBytesMax));
    },
    free: (server) => limit(server, "unlimited"),
  };
}

/** Rows of yesterday's admission that bill nobody, in the partition of today. */
async function growLedger(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO events (idempotency_key, workspace_id, group_id, group_path, cascading,
       external_entity_id, api_key_prefix, model_slug, request_id, admitted_at, "timestamp",
       input_tokens, output_tokens, cached_input_tokens, estimated, outcome, billable)
     SELECT left(max.key, 10) || lpad(n::text, 16, '0'), 'wsp_filler', 'filler', '{filler}', false,
       repeat('filler', 60), 'filler', 'filler', 'filler' || n, now() - interval '1 day', now(),
       0, 0, 0, false, 'upstream_error', false
     FROM generate_series(1, 40000) AS n, (SELECT max(idempotency_key) AS key FROM events) AS max`,
  );
}

async function asAdmin(
  server: PostgresServer,
  work: (admin: Database) => Promise<void>,
  database = "postgres",
): Promise<void> {
  const url = server.url.replace(/\/postgres$/, `/${database}`);
  const admin = openDatabase({ url, connections: 1, onIdleError: () => {} });
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}
