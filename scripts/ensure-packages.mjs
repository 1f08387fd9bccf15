import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what package-lock.json names, unless node_modules already holds exactly that.
 * Development packages are always included: the build needs them under NODE_ENV=production too.
 * Plain JavaScript without imports from packages: it runs before there are any.
 *
 * @param {string} root folder of package.json
 * @returns {boolean} true when something was installed
 */
export function ensurePackages(root) {
  if (isInstalled(root)) return false;
  console.log("Installing packages (npm ci)…");
  const isWindows = process.platform === "win32";
  const run = spawnSync("npm", ["ci", "--include=dev", "--include=optional"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: isWindows,
  });
  if (run.status !== 0) {
    console.error("npm ci failed: see its message above. Headgate needs Node 20.19 or newer.");
    process.exit(run.status ?? 1);
  }
  return true;
}

/** npm keeps what it installed in a lock file of its own, written last. */
function isInstalled(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

/** @returns {Record<string, { version: string, optional?: boolean }> | undefined} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    // Missing or half written: npm ci makes it new.
    return undefined;
  }
}
