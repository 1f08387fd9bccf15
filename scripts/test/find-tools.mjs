import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * The programs that tests need and npm does not bring: found on the machine, else installed.
 * Ends the process with one line that names what to install when neither works.
 *
 * @param {string} root folder of package.json
 * @returns {{ chromium: string, redisServer: string, pgBouncer: string, haproxy: string }} their files
 */
export function findTools(root) {
  return {
    chromium: findChromium(root),
    redisServer: findPackaged("redis-server", { needed: "redis-server 6.2", brew: "redis" }),
    pgBouncer: findPackaged("pgbouncer", { needed: "PgBouncer 1.18" }),
    haproxy: findPackaged("haproxy", { needed: "HAProxy 2.4", asked: "-v" }),
  };
}

function findChromium(root) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (works(named)) return named;
    giveUp(`CHROMIUM_PATH names ${named}, which does not run. Unset it, or name a Chromium.`);
  }
  const ours = createRequire(join(root, "package.json"))("@playwright/test").chromium;
  const files = [
    ...["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    ours.executablePath(),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  const find = () => files.find((file) => works(file));
  const found = find();
  if (found) return found;

  console.log("No Chromium found: installing Playwright's.");
  const install = [join(root, "node_modules/@playwright/test/cli.js"), "install", "chromium"];
  run(process.execPath, install, root);
  const installed = find() ?? (aptGet("chromium") ? find() : undefined);
  if (installed) return installed;
  giveUp(
    "The end-to-end tests need Chromium: run `npx playwright install --with-deps chromium`, or set CHROMIUM_PATH.",
  );
}

const folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

/** What Debian has a package of the same name for. */
function findPackaged(name, { needed, brew = name, asked = "--version" }) {
  const files = [...folders.map((folder) => `${folder}/${name}`), name];
  const find = () => files.find((file) => works(file, asked));
  const found = find() ?? (aptGet(name) ? find() : undefined);
  if (found) return found;
  giveUp(
    `The tests need ${needed} or newer: install it (Debian: apt-get install ${name}; macOS: brew install ${brew}).`,
  );
}

/** True when apt-get ran to its end: as root, where there is one. */
function aptGet(name) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log(`Installing ${name} with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return (
    run("apt-get", ["update", "-q"], "/", env) &&
    run("apt-get", ["install", "-y", "-q", "--no-install-recommends", name], "/", env)
  );
}

function run(file, args, cwd, env = process.env) {
  return spawnSync(file, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

/** Starting it tells more than its existence: its libraries may be missing. */
function works(file, argument = "--version") {
  if (file.includes("/") && !existsSync(file)) return false;
  return spawnSync(file, [argument], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

/** @returns {never} */
function giveUp(line) {
  console.error(line);
  process.exit(1);
}
