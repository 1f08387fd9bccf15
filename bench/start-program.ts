import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Program {
  stop(): Promise<void>;
}

export interface ProgramOptions {
  args: string[];
  env?: Record<string, string>;
  /** Answers 2xx or 4xx once the program listens. */
  probeUrl: string;
}

const startMsMax = 30_000;

/** A Node process of its own, so that what is measured does not share an event loop. */
export async function startProgram({ args, env, probeUrl }: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, args, {
    env: { ...inherited(), ...env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = () => end(child);
  const deadline = Date.now() + startMsMax;
  while (!(await answers(probeUrl))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${args.join(" ")} does not answer on ${probeUrl}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { stop };
}

/** Nothing of an operator's settings; and programs that outlive us end by themselves. */
function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, HEADGATE_PARENT_PID: String(process.pid) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
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
