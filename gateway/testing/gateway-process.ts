import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { bundleEntry } from "./bundle";
import { freePort } from "./free-port";

/** A gateway in a process of its own, as a production replica runs, that can be killed. */
export interface GatewayProcess {
  url: string;
  managementKey: string;
  /** Starts again on the same database and port. */
  restart(): Promise<void>;
  /** SIGKILL: no hook, no flush. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code once it has ended. */
  terminate(): Promise<number | null>;
  /** Has neither been killed nor ended by itself since it was started last. */
  isRunning(): boolean;
}

const readyPollMs = 10;

/**
 * `databaseUrl` null: embedded PostgreSQL in the HEADGATE_DATA_DIR of `settings`, which are further
 * variables; replicas of one another share key and encryption key. `onOutput` gets all it prints.
 */
export async function startGatewayProcess(
  databaseUrl: string | null,
  settings: Record<string, string> = {},
  onOutput?: (text: string) => void,
): Promise<GatewayProcess> {
  const entry = await bundleEntry("gateway/main.ts");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
    GATEWAY_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    GATEWAY_API_KEY: `hgm_${randomBytes(24).toString("base64url")}`,
    GATEWAY_ALLOW_INSECURE_UPSTREAMS: "1",
    HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    HEADGATE_LOG_LEVEL: "warn",
    HEADGATE_PARENT_PID: String(process.pid),
    // The dashboard's; without it one would be generated into ./data.
    NEXTAUTH_SECRET: "unused",
    ...settings,
  };
  let child: ChildProcess | undefined;
  const isRunning = () => child?.exitCode === null && child.signalCode === null;

  async function start(): Promise<void> {
    // Its log goes where the test's own output goes that nobody parses.
    const output = onOutput ? "pipe" : 2;
    child = fork(entry, { env, stdio: ["ignore", output, output, "ipc"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => onOutput?.(text));
    }
    while (!(await answers(url))) {
      if (!isRunning()) throw new Error("the gateway ended before it was ready");
      await delay(readyPollMs);
    }
  }

  async function end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    if (!child || !isRunning()) return null;
    const exited = once(child, "exit");
    child.kill(signal);
    const [code] = await exited;
    return code;
  }

  await start();
  return {
    url,
    managementKey: env.GATEWAY_API_KEY,
    restart: start,
    async kill() {
      await end("SIGKILL");
    },
    terminate: () => end("SIGTERM"),
    isRunning,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`);
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
