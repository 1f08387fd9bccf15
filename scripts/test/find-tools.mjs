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
    redisServer: findRedisServer(),
    pgBouncer: findPgBouncer(),
    haproxy: findHaproxy(),
  };
}

function findChromium(root) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (works(named)) return named;
    giveUp(`CHROMIUM_PATH names ${named}, which does not run. Unset it, or name a Chromium.`);
  }
  const find = () =>
    firstThatWorks([
      "/usr/bin/chromium",
      "/usr/bin/chromium-browser",
      "/usr/bin/google-chrome",
      playwrightsOwn(root),
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ]);
  const found = find();
  if (found) return found;

  console.log("No Chromium found: installing Playwright's.");
  const install = [join(root, "node_modules/@playwright/test/cli.js"), "install", "chromium"];
  run(process.execPath, install, root);
  const own = find();
  if (own) return own;
  if (aptGet("chromium")) {
    const packaged = find();
    if (packaged) return packaged;
  }
  giveUp(
    "The end-to-end tests need Chromium: run `npx playwright install --with-deps chromium`, or set CHROMIUM_PATH.",
  );
}

function playwrightsOwn(root) {
  const { chromium } = createRequire(join(root, "package.json"))("@playwright/test");
  return chromium.executablePath();
}

function findRedisServer() {
  const find = () =>
    firstThatWorks([
      "/usr/bin/redis-server",
      "/usr/local/bin/redis-server",
      "/opt/homebrew/bin/redis-server",
      "redis-server",
    ]);
  const found = find();
  if (found) return found;
  if (aptGet("redis-server")) {
    const packaged = find();
    if (packaged) return packaged;
  }
  giveUp(
    "The tests need redis-server 6.2 or newer: install it (Debian: apt-get install redis-server; macOS: brew install redis).",
  );
}

function findPgBouncer() {
  const find = () =>
    firstThatWorks([
      "/usr/sbin/pgbouncer",
      "/usr/bin/pgbouncer",
      "/usr/local/bin/pgbouncer",
      "/opt/homebrew/bin/pgbouncer",
      "pgbouncer",
    ]);
  const found = find();
  if (found) return found;
  if (aptGet("pgbouncer")) {
    const packaged = find();
    if (packaged) return packaged;
  }
  giveUp(
    "The tests need PgBouncer 1.18 or newer: install it (Debian: apt-get install pgbouncer; macOS: brew install pgbouncer).",
  );
}

function findHaproxy() {
  const find = () =>
    ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/opt/homebrew/bin/haproxy", "haproxy"].find(
      (file) => works(file, "-v"),
    );
  const found = find() ?? (aptGet("haproxy") ? find() : undefined);
  if (found) return found;
  giveUp(
    "The tests need HAProxy 2.4 or newer: install it (Debian: apt-get install haproxy; macOS: brew install haproxy).",
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

function firstThatWorks(files) {
  return files.find((file) => works(file));
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
