import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** What a PostgreSQL server writes into its folder while it runs: postmaster.pid. */
export interface PostmasterLock {
  pid: number;
  /** 0 until the server has chosen one. */
  port: number;
  text: string;
}

/** Undefined where no server runs. Lines: process id, folder, start time, port (miscadmin.h). */
export async function readPostmasterLock(directory: string): Promise<PostmasterLock | undefined> {
  const text = await readText(directory);
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3] ?? 0), text } : undefined;
}

/** Removes a lock that belongs to no server, unless a new one took its place meanwhile. */
export async function removePostmasterLock(directory: string, lock: PostmasterLock): Promise<void> {
  if ((await readText(directory)) === lock.text) await rm(pathIn(directory), { force: true });
}

const pathIn = (directory: string) => join(directory, "postmaster.pid");

function readText(directory: string): Promise<string> {
  return readFile(pathIn(directory), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}
