import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isProcessAlive } from "../process/process-identity";
import { readOrCreateSecret } from "../process/secret-file";
import type { PostgresAccount } from "./postgres-account";
import { EmbeddedPostgresError, type PostgresBinaries } from "./postgres-binaries";

const run = promisify(execFile);
/** Files and write-ahead log of one that holds nothing yet, with some room to begin. */
const newClusterMegabytes = 100;

/** One database cluster of a data folder: where its files lie and who may sign in. */
export interface PostgresCluster {
  directory: string;
  user: "headgate";
  password: string;
}

/**
 * Makes the cluster at the first start. Initialised under another name and renamed when complete,
 * so one killed half-way is never mistaken for a cluster; of two at once, one wins.
 */
export async function ensureCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<PostgresCluster> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await account.admit(dataDir);
  const passwordFile = join(dataDir, "postgres-password");
  const password = await readOrCreateSecret(passwordFile, () =>
    randomBytes(24).toString("base64url"),
  );
  const directory = join(dataDir, "postgres");
  await removeAbandoned(dataDir);
  if (!existsSync(join(directory, "PG_VERSION"))) {
    await initialise({ dataDir, directory, password, binaries, account });
  }
  await changeOwner(directory, account);
  return { directory, user: "headgate", password };
}

interface Initialisation {
  dataDir: string;
  directory: string;
  password: string;
  binaries: PostgresBinaries;
  account: PostgresAccount;
}

async function initialise({ dataDir, directory, password, binaries, account }: Initialisation) {
  const unfinished = join(dataDir, `postgres.new-${process.pid}-${randomBytes(4).toString("hex")}`);
  const passwordCopy = `${unfinished}.password`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await account.give(unfinished);
    await readOrCreateSecret(passwordCopy, () => password);
    await account.give(passwordCopy);
    let failure: unknown;
    for (const locale of ["C.UTF-8", "C"]) {
      const { file, args } = account.command(binaries.initdb, [
        `--pgdata=${unfinished}`,
        "--username=headgate",
        `--pwfile=${passwordCopy}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        `--locale=${locale}`,
      ]);
      failure = await run(file, args, { ...account.identity, env: postgresEnvironment() }).then(
        () => undefined,
        (error: unknown) => error ?? new Error("initdb failed"),
      );
      if (!failure) break;
    }
    if (failure) {
      const reason = lastLine(failure);
      throw new EmbeddedPostgresError(
        /No space left on device|quota exceeded/i.test(reason)
          ? `PostgreSQL can't be set up in ${dataDir}: there is no room left on its disk, and a new database takes about ${newClusterMegabytes} MB: make room, or set HEADGATE_DATA_DIR to a folder on another`
          : `PostgreSQL can't be set up in ${dataDir}: ${reason}`,
        { cause: failure },
      );
    }
    await rename(unfinished, directory).catch((error: unknown) => {
      if (!existsSync(join(directory, "PG_VERSION"))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(passwordCopy, { force: true });
  }
}

/** Root may start under another account than last time, as when a folder moves into a container. */
async function changeOwner(directory: string, account: PostgresAccount): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const owner = account.identity ?? { uid: 0, gid: 0 };
  if ((await stat(directory)).uid === owner.uid) return;
  await run("chown", ["-R", `${owner.uid}:${owner.gid}`, directory]);
}

/** PostgreSQL's programs get nothing of ours but the search path; LANG may be unset or unknown. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV, PATH, SystemRoot, TEMP, TMP } = process.env;
  return { NODE_ENV, PATH, SystemRoot, TEMP, TMP, LC_ALL: "C", TZ: "UTC" };
}

async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.new-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    // Its initdb may still be writing; then the next start removes it.
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function lastLine(error: unknown): string {
  const text =
    error instanceof Error && "stderr" in error && error.stderr
      ? String(error.stderr)
      : String(error);
  return (
    text
      .trim()
      .split("\n")
      .findLast((line) => /error|fatal|could not|failed/i.test(line)) ?? text.trim()
  );
}
