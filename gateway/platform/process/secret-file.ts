import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { findCode } from "../../contracts/leaves/find-code";

/**
 * The secret in `path`, made at first use: mode 0600, on disk before it is used, and the same one
 * for everybody when several processes start at once.
 */
export async function readOrCreateSecret(path: string, create: () => string): Promise<string> {
  const existing = await readSecret(path);
  if (existing !== undefined) return existing;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(`${create()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // link, unlike rename, leaves one that somebody else made in the meantime.
    await link(unfinished, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } catch (error) {
    // A full disk is told by the write, which does not know the file's name.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  } finally {
    await rm(unfinished, { force: true });
  }
  const secret = await readSecret(path);
  if (secret === undefined) throw new Error(`${path} vanished while it was being made`);
  return secret;
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    await chmod(path, 0o600);
    return text;
  } catch (error) {
    if (findCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
