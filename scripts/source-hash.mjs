import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Tests, and what editors and systems leave, change no build. */
const ignored = /(\.test\.tsx?|~|\.swp|\.DS_Store)$/;

/**
 * Hash of the names and contents of everything below these paths. Missing paths count as empty.
 *
 * @param {string} root
 * @param {readonly string[]} paths files and folders, relative to root
 * @returns {string}
 */
export function sourceHash(root, paths) {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) addPath(hash, root, path);
  return hash.digest("hex");
}

function addPath(hash, root, path) {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (!status || ignored.test(path)) return;
  if (status.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) addPath(hash, root, `${path}/${name}`);
    return;
  }
  const content = readFileSync(join(root, path));
  hash.update(`${path}\0${content.length}\0`).update(content);
}
