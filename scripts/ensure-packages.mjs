import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireWritable } from "../gateway/platform/process/folder-trouble.mjs";
import { sayProgress } from "./say-progress.mjs";
import { builtByOwner, withTreeLock } from "./tree-lock.mjs";

/**
 * Installs what package-lock.json names, unless node_modules already holds exactly that.
 * Development packages are always included: the build needs them under NODE_ENV=production too.
 * Plain JavaScript without imports from packages: it runs before there are any.
 *
 * @param {string} root folder of package.json
 * @returns {Promise<boolean>} true when something was installed
 * @throws {Error} with one line for a person
 */
export async function ensurePackages(root) {
  const lockText = readFileSync(join(root, "package-lock.json"), "utf8");
  const digest = createHash("sha256").update(lockText).digest("hex");
  const wanted = `${digest} ${process.platform}-${process.arch}`;
  const stamp = join(root, "node_modules", ".headgate-installed");
  const isDone = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isDone()) return false;
  return withTreeLock(root, async (run) => {
    if (isDone()) return false;
    const complete = isInstalled(root, lockText);
    if (!complete) {
      for (const path of [root, join(root, "node_modules")]) requireWritable(path, builtByOwner);
      console.log(
        "First start, or after an update: this installs packages and builds, which takes a few minutes. Later starts take seconds.",
      );
      console.log("Installing packages (npm ci)…");
      const install = npmCommand([
        "ci",
        "--include=dev",
        "--include=optional",
        // Its warnings are for whoever chose the packages, not for who starts them.
        "--loglevel=error",
        "--no-fund",
        "--no-audit",
      ]);
      const exitCode = await sayProgress("installing packages", () => run(install, root));
      if (exitCode !== 0) throw new Error("npm ci failed: see its message above.");
    }
    writeFileSync(stamp, wanted);
    return !complete;
  });
}

/** The npm that started us, or else the one in the search path. */
function npmCommand(args) {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) return [process.execPath, own, ...args];
  return [process.platform === "win32" ? "npm.cmd" : "npm", ...args];
}

/** Compares npm's own record of node_modules: somebody may have run npm ci already. */
function isInstalled(root, lockText) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = Object.entries(JSON.parse(lockText).packages);
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  return wanted.every(([path, entry]) => {
    if (path === "") return true;
    // npm leaves out what is for other platforms, and says so only by its absence.
    const found = installed[path];
    return found ? found.version === entry.version : entry.optional === true && !isForUs(entry);
  });
}

/** Names this very platform; what needs a certain libc, or any, is npm's to decide. */
function isForUs({ os = [], cpu = [], libc }) {
  return os.includes(process.platform) && cpu.includes(process.arch) && libc === undefined;
}
