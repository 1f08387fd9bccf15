import { spawn } from "node:child_process";

const timeoutMs = 30 * 60_000;

/** Groups that are running, to end with us. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, endAll);

// npm passes no signals on: its end is the only sign that we were told to end.
const parentPid = process.ppid;
setInterval(() => process.ppid !== parentPid && endAll(), 500).unref();

function endAll() {
  for (const child of running) killGroup(child, "SIGTERM");
  process.exit(130);
}

/**
 * Runs a command with its output on ours and nothing on its input.
 *
 * @param {string[]} command file and arguments
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 124 after 30 minutes, like timeout(1)
 */
export function runCommand([file, ...args], { cwd, env }) {
  return new Promise((resolve) => {
    // A group of its own: what it started ends with it.
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
    running.add(child);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      console.error(`${file} ${args.join(" ")} did not end within ${timeoutMs / 60_000} minutes`);
      killGroup(child, "SIGKILL");
    }, timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(timedOut ? 124 : code);
    };
    child.on("error", (error) => {
      console.error(error.message);
      end(127);
    });
    child.on("exit", (code, signal) => {
      if (signal && !timedOut) console.error(`${file} ${args.join(" ")} was ended by ${signal}`);
      end(code ?? 1);
    });
  });
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
