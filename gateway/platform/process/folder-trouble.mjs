// Plain JavaScript: scripts need it before anything is installed or built.
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";

/**
 * One line for a person where a file or folder can't be read or written, or its disk is full;
 * undefined for any other failure.
 *
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function describeFolderTrouble(error) {
  if (!(error instanceof Error)) return undefined;
  const { code } = error;
  // A write to a file that is open already fails without its path.
  const path = typeof error.path === "string" ? error.path : placesWithoutPath[code];
  if (path === undefined) return undefined;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return `There is no room left for ${path} (${code}): make room on its disk, or set HEADGATE_DATA_DIR to a folder on another`;
  }
  if (code === "EROFS") {
    return `${path} is on a disk that can't be written (${code}): mount it for writing, or set HEADGATE_DATA_DIR to a folder on another`;
  }
  if (code !== "EACCES" && code !== "EPERM") return undefined;
  const place = nearestExisting(path);
  const me = ownName();
  return `${path} can't be used by the user ${me} (${code}), for ${place} belongs to ${readOwner(place)}: make ${me} the owner of that folder and what is in it, e.g. chown -R ${me} ${place}, or start as ${readOwner(place)}`;
}

/**
 * Says it before a program that explains itself worse finds out.
 *
 * @param {string} path a folder that is to be written, or made
 * @param {string} otherwise what else a person can do
 * @throws {Error} with one line for a person
 */
export function requireWritable(path, otherwise) {
  const place = nearestExisting(path);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    const line = describeFolderTrouble(Object.assign(error, { path }));
    throw new Error(line ? `${line}; ${otherwise}` : error.message);
  }
}

const placesWithoutPath = {
  ENOSPC: "a file that was being written",
  EDQUOT: "a file that was being written",
  EROFS: "A file that was to be written",
};

function nearestExisting(path) {
  for (let place = path; ; place = dirname(place)) {
    if (existsSync(place) || place === dirname(place)) return place;
  }
}

function ownName() {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? "");
  }
}

function readOwner(path) {
  try {
    const { uid } = statSync(path);
    const entry = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((line) => line.split(":")[2] === String(uid));
    return entry?.split(":")[0] ?? `user ${uid}`;
  } catch {
    return "another user";
  }
}
