import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, chown } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { EmbeddedPostgresError, type PostgresBinaries } from "./postgres-binaries";

/** How to start PostgreSQL's programs: they refuse root, and users without a name. */
export interface PostgresAccount {
  /** Turns a program and its arguments into what is spawned. */
  command(program: string, args: readonly string[]): { file: string; args: string[] };
  /** Set where the programs run as another user of this machine. */
  identity: { uid: number; gid: number } | undefined;
  /** Lets the programs into the folder that holds the cluster. */
  admit(folder: string): Promise<void>;
  /** Gives them a file or a folder that was made here. */
  give(path: string): Promise<void>;
}

const asMyself: PostgresAccount = {
  command: (file, args) => ({ file, args: [...args] }),
  identity: undefined,
  admit: async () => {},
  give: async () => {},
};

/** In a user namespace root is a plain user who still owns root's files, also below a 0700 folder. */
function inUserNamespace(account: { uid: number; gid: number }): PostgresAccount {
  const options = ["--user", `--map-user=${account.uid}`, `--map-group=${account.gid}`, "--"];
  return {
    ...asMyself,
    command: (file, args) => ({ file: "unshare", args: [...options, file, ...args] }),
  };
}

function asAnother(account: { uid: number; gid: number }): PostgresAccount {
  return {
    ...asMyself,
    identity: account,
    // Searchable, not readable: what lies in the folder has mode 0600 of its own.
    admit: (folder) => chmod(folder, 0o711),
    give: (path) => chown(path, account.uid, account.gid),
  };
}

/** Decides by trying, since containers differ in what they let root do. Changes no account. */
export function choosePostgresAccount(
  binaries: PostgresBinaries,
  options: { dataDir: string; userNamespaces?: boolean },
): PostgresAccount {
  const root = process.geteuid?.() === 0;
  if (!root && hasName()) return asMyself;
  const unprivileged = findUnprivilegedAccount();
  const candidates: PostgresAccount[] = [];
  if (unprivileged && options.userNamespaces !== false)
    candidates.push(inUserNamespace(unprivileged));
  if (unprivileged && root) candidates.push(asAnother(unprivileged));
  const account = candidates.find((candidate) =>
    runs(candidate, binaries.postgres, options.dataDir),
  );
  if (account) return account;
  throw new EmbeddedPostgresError(
    root
      ? `PostgreSQL refuses to run as root, and neither a user namespace nor the user nobody can reach ${options.dataDir}; start as another user, or set DATABASE_URL, e.g. postgres://user:password@127.0.0.1:5432/headgate`
      : "PostgreSQL needs a user with a name (an entry in /etc/passwd); start as one, or set DATABASE_URL, e.g. postgres://user:password@127.0.0.1:5432/headgate",
  );
}

function runs(account: PostgresAccount, program: string, dataDir: string): boolean {
  const { file, args } = account.command(program, ["--version"]);
  const options = { ...account.identity, cwd: "/", stdio: "ignore", timeout: 10_000 } as const;
  if (spawnSync(file, args, options).status !== 0) return false;
  // The folders above the data folder must let that user through; test(1) answers for it.
  return !account.identity || spawnSync("test", ["-x", dirname(dataDir)], options).status === 0;
}

/** `nobody`, or the first user who is not root. */
function findUnprivilegedAccount(): { uid: number; gid: number } | undefined {
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0);
  return accounts.find(({ name }) => name === "nobody") ?? accounts[0];
}

function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}
