import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { requireWritable } from "../gateway/platform/process/folder-trouble.mjs";
import { processStart } from "./process-start.mjs";
import { sayProgress } from "./say-progress.mjs";

/** What else a person can do who may not write this tree. */
export const builtByOwner =
  "or let its owner run npm run build once, and start with HEADGATE_DATA_DIR set to a folder of your own";

/** We were told to end while a command ran; it was ended, and its work is to be done again. */
export class Interrupted extends Error {
  constructor() {
    super("Interrupted.");
    this.name = "Interrupted";
  }
}

/**
 * @callback RunCommand runs a command with its output on ours; throws Interrupted when we are told to end
 * @param {string[]} command file and arguments
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */

/**
 * Runs `work` while no other process installs or builds in this tree. What a killed process left
 * running (an npm ci, a next build) is ended first: two of them at once would spoil the tree.
 *
 * @template Result
 * @param {string} root
 * @param {(run: RunCommand) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withTreeLock(root, work) {
  requireWritable(join(root, ".build"), builtByOwner);
  mkdirSync(join(root, ".build"), { recursive: true });
  const path = join(root, ".build", "lock");
  const claim = { pid: process.pid, start: processStart(process.pid), child: null };
  await sayProgress("waiting for the other start", () => take(path, claim));
  try {
    return await work((command, cwd, env) => run(command, { cwd, env, path, claim }));
  } finally {
    rmSync(path, { force: true });
  }
}

async function take(path, claim) {
  let announced = false;
  for (;;) {
    const own = `${path}.${randomBytes(6).toString("hex")}`;
    writeFileSync(own, JSON.stringify(claim));
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    } finally {
      rmSync(own, { force: true });
    }
    const text = read(path);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isRunning(holder)) {
      if (!announced) console.log("Another start installs or builds here; waiting for it…");
      announced = true;
      await delay(200);
      continue;
    }
    if (holder?.child) await endGroup(holder.child);
    remove(path, text);
  }
}

/** Moves a dead holder's lock away, unless another process was faster and took its place. */
function remove(path, text) {
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== text) linkSync(aside, path);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function run([file, ...args], { cwd, env, path, claim }) {
  return new Promise((resolve, reject) => {
    // A group of its own: everything that it starts ends with it.
    const child = spawn(file, args, {
      cwd,
      env: env ?? process.env,
      stdio: ["ignore", "inherit", "inherit"],
      detached: process.platform !== "win32",
      shell: process.platform === "win32" && file.endsWith(".cmd"),
    });
    const parent = process.ppid;
    let interrupted = false;
    const interrupt = () => {
      interrupted = true;
      if (child.pid) signalGroup(child.pid, "SIGKILL");
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, interrupt);
    // npm ends without passing its signal on.
    const watch = setInterval(() => process.ppid === parent || interrupt(), 200);
    const tidy = () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, interrupt);
    };
    child.once("spawn", () => {
      claim.child = { pid: child.pid, start: processStart(child.pid) };
      const next = `${path}.${randomBytes(6).toString("hex")}`;
      writeFileSync(next, JSON.stringify(claim));
      renameSync(next, path);
    });
    child.once("error", (error) => {
      tidy();
      reject(error);
    });
    child.once("exit", (code) => {
      tidy();
      if (interrupted) reject(new Interrupted());
      else resolve(code ?? 1);
    });
  });
}

async function endGroup(child) {
  // The leader may be gone while its children write on: a group lives until its last member.
  if (processStart(child.pid) !== child.start && processStart(child.pid) !== "") return;
  const deadline = Date.now() + 10_000;
  while (signalGroup(child.pid, "SIGKILL") && Date.now() < deadline) await delay(50);
}

function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}

const isRunning = ({ pid, start }) => start !== "" && processStart(pid) === start;

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
