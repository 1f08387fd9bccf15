// Whole runs of the project's commands, as an operator types them: npm, its children, real servers.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

export interface Started {
  npm: ChildProcess;
  /** All it wrote so far, both streams. */
  output(): string;
  /** npm's exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

/** One data folder with ports of its own, and every run on it. */
export interface HeadgateRun {
  dataDir: string;
  ports: { gateway: number; dashboard: number; demo: number };
  run(args: string[], env?: Record<string, string>): Started;
  /** `npm start`; ended by `cleanUp` if the test does not. */
  start(env?: Record<string, string>): Started;
  /** It was killed: nobody has to end it any more. */
  forget(started: Started): void;
  managementKey(): string;
  /** Status of a GET; 0 when nothing answers. */
  answers(path: string, port: number, headers?: Record<string, string>): Promise<number>;
  /** Status of the list of groups with the generated management key. */
  groups(): Promise<number>;
  /** Ends what `start` started. */
  stop(): Promise<void>;
  /** Stops, and removes the data folder. */
  cleanUp(): Promise<void>;
}

export async function prepareHeadgate(): Promise<HeadgateRun> {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-start-"));
  const [gateway = 0, dashboard = 0, demo = 0] = await freePorts(3);
  const ports = { gateway, dashboard, demo };
  let running: Started[] = [];

  function run(args: string[], env: Record<string, string> = {}): Started {
    const npm = spawn("npm", args, {
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        NODE_ENV: "production",
        HEADGATE_DATA_DIR: dataDir,
        GATEWAY_PORT: String(gateway),
        DASHBOARD_PORT: String(dashboard),
        DEMO_UPSTREAM_PORT: String(demo),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a terminal gives it one.
      detached: true,
    });
    let text = "";
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    const ended = once(npm, "exit").then(([code]) => code);
    return { npm, output: () => text, ended };
  }

  function start(env: Record<string, string> = {}): Started {
    const started = run(["start"], env);
    running.push(started);
    return started;
  }

  async function stop(): Promise<void> {
    for (const started of running) await end(started, "SIGTERM");
    running = [];
  }

  const managementKey = () => readFileSync(join(dataDir, "gateway-api-key"), "utf8").trim();
  const answers: HeadgateRun["answers"] = (path, port, headers = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: "manual" }).then(
      ({ status }) => status,
      () => 0,
    );

  return {
    dataDir,
    ports,
    run,
    start,
    forget(started) {
      running = running.filter((one) => one !== started);
    },
    managementKey,
    answers,
    groups: () =>
      answers("/v1/gateway/groups", gateway, { authorization: `Api-Key ${managementKey()}` }),
    stop,
    async cleanUp() {
      await stop();
      // What a killed start left is stopped as an operator would: by starting and ending once more.
      if (existsSync(join(dataDir, "postgres/postmaster.pid"))) {
        const last = start();
        await ready(last);
        await end(last, "SIGTERM");
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** @throws at once where it ended instead */
export async function ready(started: Started): Promise<void> {
  let code: number | null | undefined;
  started.ended.then((ended) => {
    code = ended;
  });
  await expect
    .poll(() => code !== undefined || started.output().includes("is ready"), {
      timeout: 170_000,
      interval: 50,
    })
    .toBe(true);
  expect(started.output()).toContain("is ready");
}

export async function end({ npm, ended }: Started, signal: NodeJS.Signals): Promise<number | null> {
  npm.kill(signal);
  return ended;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const found = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return found;
}
