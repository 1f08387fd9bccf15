import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

export interface Program {
  stop(): Promise<void>;
  pid: number;
}

export interface ProgramOptions {
  /** Node by default. */
  command?: string;
  args: string[];
  env?: Record<string, string>;
  /** What it complains about is not ours to show. */
  isQuiet?: boolean;
  /** Answers below 500 once the program listens. */
  probeUrl?: string;
  /** For what speaks no HTTP: takes connections once it listens. */
  probePort?: number;
}

const startMsMax = 30_000;

/** A process of its own, so that what is measured does not share an event loop. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const {
    command = process.execPath,
    args,
    env,
    isQuiet = false,
    probeUrl,
    probePort = 0,
  } = options;
  const child = spawn(command, args, {
    env: { ...inherited(), ...env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", isQuiet ? "ignore" : "inherit"],
  });
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  const stop = () => end(child);
  const deadline = Date.now() + startMsMax;
  while (!(await (probeUrl ? answers(probeUrl) : takesConnections(probePort)))) {
    if (failure) throw failure;
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${command} ${args.join(" ")} does not answer`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { stop, pid: child.pid ?? 0 };
}

/** Nothing of an operator's settings; and programs that outlive us end by themselves. */
function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, HEADGATE_PARENT_PID: String(process.pid) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.status < 500;
  } catch {
    // Not listening yet.
    return false;
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
