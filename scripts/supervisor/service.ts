import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findCode } from "../../gateway/contracts/leaves/find-code";
import type { Environment } from "../../gateway/platform/process/environment";
import { newChallenge } from "../../gateway/platform/process/health-proof";
import { type ListenPlace, portTaken } from "../../gateway/platform/process/listen-failure";
import { askHealth } from "./ask-health";
import { followWarnings, openLog, readLinesSince, readSize } from "./log-file";

/** One process of Headgate that the supervisor keeps running. */
export interface ServiceOptions {
  name: "gateway" | "dashboard" | "demo";
  /** Arguments for Node. */
  args: readonly string[];
  env: Environment;
  logDirectory: string;
  /** Answers 2xx, and proves that it is this service, once it does its work. */
  healthUrl: string;
  place: ListenPlace;
  /** How long it may take to end by itself when asked to. */
  stopMs: number;
  tell: (line: string) => void;
}

export interface RunningService {
  stop(): Promise<void>;
}

/** A service does not start. The message is for a person. */
export class ServiceFailure extends Error {
  override readonly name = "ServiceFailure";
}

const startMsMax = 60_000;
const pollMs = 25;
/** Up this long, a service that ends is a new accident and not the same one again. */
const healthyMs = 30_000;
const restartDelaysMs = [100, 500, 1_000, 2_000, 4_000, 8_000, 15_000];
const restartMsMax = 30_000;

/**
 * Starts a service and resolves when it answers. If it ends later it is started again, for ever, with
 * growing pauses: what ends it (a full disk, a database that is away) may pass without anybody here.
 * @throws ServiceFailure when the first start fails
 */
export async function startService(
  options: ServiceOptions,
  signal: AbortSignal,
): Promise<RunningService> {
  const logPath = join(options.logDirectory, `${options.name}.log`);
  const unfollow = followWarnings(logPath, (line) => options.tell(`${options.name}: ${line}`));
  let stopping = false;
  let child: ChildProcess;
  try {
    child = await launch(options, logPath, signal);
  } catch (error) {
    unfollow();
    throw error;
  }
  const keep = async () => {
    for (let endings = 0; ; ) {
      const upSince = Date.now();
      await ended(child);
      if (stopping) return;
      endings = Date.now() - upSince > healthyMs ? 1 : endings + 1;
      const delayMs = restartDelaysMs[endings - 1] ?? restartMsMax;
      options.tell(
        `The ${options.name} ended (${describeExit(child)}), ${timesInARow(endings)}; starting it again in ${delayMs / 1_000} s`,
      );
      await delay(delayMs, undefined, { signal });
      child = await launch(options, logPath, signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        if (error instanceof ServiceFailure) options.tell(error.message);
        return child;
      });
    }
  };
  // Rejects only where it is told to stop, and then `stop` is called.
  keep().catch(() => undefined);
  return {
    async stop() {
      stopping = true;
      await endChild(child, options.stopMs);
      unfollow();
    },
  };
}

const timesInARow = (endings: number) => (endings === 1 ? "once" : `${endings} times in a row`);

async function launch(
  options: ServiceOptions,
  logPath: string,
  signal: AbortSignal,
): Promise<ChildProcess> {
  signal.throwIfAborted();
  const healthSecret = newChallenge();
  let strangerAnswered = false;
  const isReady = async () => {
    const health = await askHealth(options.healthUrl, healthSecret);
    strangerAnswered = health === "stranger";
    return health === "ready";
  };
  const log = openLogIfPossible(logPath);
  const logStart = readSize(logPath);
  const child = spawn(process.execPath, options.args, {
    env: {
      ...options.env,
      NODE_ENV: "production",
      HEADGATE_PARENT_PID: String(process.pid),
      HEADGATE_HEALTH_SECRET: healthSecret,
    },
    stdio: ["ignore", log ?? "ignore", log ?? "ignore"],
    // Ctrl-C reaches a whole terminal group; services are stopped in order instead.
    detached: true,
    windowsHide: true,
  });
  if (log !== undefined) closeSync(log);
  child.once("error", () => {});
  let deadline = Date.now() + startMsMax;
  let heardUntil = logStart;
  while (!(await isReady())) {
    if (hasEnded(child)) {
      if (strangerAnswered) throw new ServiceFailure(portTaken(options.place).message);
      const said = readLinesSince(logPath, logStart).lines.filter((line) => !line.startsWith("{"));
      const reason = said.slice(-5).join("\n") || `it ended with ${describeExit(child)}`;
      throw new ServiceFailure(`The ${options.name} does not start: ${reason}`);
    }
    if (Date.now() > deadline) {
      const { lines, end } = readLinesSince(logPath, heardUntil);
      heardUntil = end;
      // A migration takes as long as it takes, and says every now and then that it goes on.
      if (lines.some((line) => line.includes("migrations: "))) deadline = Date.now() + startMsMax;
    }
    if (signal.aborted || Date.now() > deadline) {
      await endChild(child, options.stopMs);
      signal.throwIfAborted();
      if (strangerAnswered) throw new ServiceFailure(portTaken(options.place).message);
      throw new ServiceFailure(
        `The ${options.name} does not answer on ${options.healthUrl} within ${startMsMax / 1000} s; see ${logPath}`,
      );
    }
    await delay(pollMs);
  }
  return child;
}

/** On a full disk a service serves without its log rather than not at all. */
function openLogIfPossible(path: string): number | undefined {
  try {
    return openLog(path);
  } catch (error) {
    if (findCode(error) === "ENOSPC") return undefined;
    throw error;
  }
}

async function endChild(child: ChildProcess, withinMs: number): Promise<void> {
  if (hasEnded(child)) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
  await ended(child);
  clearTimeout(timer);
}

const hasEnded = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

const describeExit = (child: ChildProcess) => child.signalCode ?? `exit code ${child.exitCode}`;

function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}
