import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isProcessAlive } from "../gateway/process/process-identity";

let dataDir: string;
let ports: { gateway: number; dashboard: number; demo: number };
let running: Started[] = [];

interface Started {
  npm: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "headgate-start-"));
  const [gateway = 0, dashboard = 0, demo = 0] = await freePorts(3);
  ports = { gateway, dashboard, demo };
});

afterEach(async () => {
  for (const { npm, ended } of running) {
    npm.kill("SIGTERM");
    await ended;
  }
  running = [];
  // What a killed start left is stopped as an operator would: by starting and ending once more.
  if (existsSync(join(dataDir, "postgres/postmaster.pid"))) {
    const last = start();
    await ready(last);
    await end(last, "SIGTERM");
  }
  await rm(dataDir, { recursive: true, force: true });
});

function run(args: string[], env: Record<string, string> = {}): Started {
  const npm = spawn("npm", args, {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      HEADGATE_DATA_DIR: dataDir,
      GATEWAY_PORT: String(ports.gateway),
      DASHBOARD_PORT: String(ports.dashboard),
      DEMO_UPSTREAM_PORT: String(ports.demo),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, as a terminal gives it one.
    detached: true,
  });
  let text = "";
  npm.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  npm.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const ended = once(npm, "exit").then(([code]) => code);
  return { npm, output: () => text, ended };
}

function start(env: Record<string, string> = {}): Started {
  const started = run(["start"], env);
  running.push(started);
  return started;
}

async function ready(started: Started): Promise<void> {
  await expect
    .poll(() => started.output(), { timeout: 170_000, interval: 50 })
    .toContain("is ready");
}

async function end({ npm, ended }: Started, signal: NodeJS.Signals): Promise<number | null> {
  npm.kill(signal);
  return ended;
}

/** The supervisor: npm's child, since the script is run with exec. */
function nodeOf({ npm }: Started): number {
  const children = readFileSync(`/proc/${npm.pid}/task/${npm.pid}/children`, "utf8").trim();
  return Number(children.split(" ")[0]);
}

async function answers(path: string, port: number, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: "manual" }).then(
    ({ status }) => status,
    () => 0,
  );
}

const managementKey = () => readFileSync(join(dataDir, "gateway-api-key"), "utf8").trim();
const groups = () =>
  answers("/v1/gateway/groups", ports.gateway, { authorization: `Api-Key ${managementKey()}` });

describe("npm start", () => {
  it("serves both planes, the dashboard and the demo, and tells the admin's password once", async () => {
    const first = start();
    await ready(first);
    expect(first.output()).toMatch(/Email +admin@localhost\n +Password +\S{20,}/);
    expect(await groups()).toBe(200);
    expect(await answers("/sign-in", ports.dashboard)).toBe(200);
    expect(await answers("/v1/models", ports.demo)).toBe(200);
    for (const file of ["gateway-api-key", "encryption-key", "nextauth-secret"]) {
      expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
    }
    expect(await end(first, "SIGTERM")).toBe(0);

    const second = start();
    await ready(second);
    expect(second.output()).not.toContain("Password");
    const [, seconds] = /ready after ([\d.]+) s/.exec(second.output()) ?? [];
    // 3 s on a machine of its own; tests share theirs.
    expect(Number(seconds)).toBeLessThan(10);
  });

  it("stops everything on SIGINT and SIGTERM to npm, the database last", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const started = start();
      await ready(started);
      const lock = await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8");
      await end(started, signal);
      await expect.poll(() => started.output(), { timeout: 40_000 }).toContain("Stopped.");
      expect(isProcessAlive(Number(lock.split("\n")[0]))).toBe(false);
      expect(await answers("/healthz", ports.gateway)).toBe(0);
      expect(await answers("/api/healthz", ports.dashboard)).toBe(0);
      expect(await readFile(join(dataDir, "logs/gateway.log"), "utf8")).toContain("has stopped");
    }
  });

  it("refuses a second start on its data folder with one line", async () => {
    const first = start();
    await ready(first);
    const second = run(["start", "--silent"]);
    expect(await second.ended).toBe(1);
    const lines = second
      .output()
      .split("\n")
      .filter((line) => line && !line.startsWith("npm "));
    expect(lines).toEqual([expect.stringContaining("is in use")]);
    expect(await groups()).toBe(200);
  });

  it("comes up again after kill -9 of npm, of node and of the whole group, at any moment", async () => {
    const victims = [
      { who: "npm", afterMs: 400 },
      { who: "node", afterMs: 900 },
      { who: "group", afterMs: 1_600 },
      { who: "node", afterMs: undefined },
      { who: "npm", afterMs: undefined },
      { who: "group", afterMs: undefined },
    ] as const;
    for (const { who, afterMs } of victims) {
      const started = start();
      if (afterMs === undefined) await ready(started);
      else await delay(afterMs);
      const pid = started.npm.pid ?? 0;
      process.kill(who === "group" ? -pid : who === "npm" ? pid : nodeOf(started), "SIGKILL");
      await started.ended;
      running = running.filter((one) => one !== started);
    }
    const last = start();
    await ready(last);
    expect(await groups()).toBe(200);
    expect(await answers("/api/healthz", ports.dashboard)).toBe(200);
  });

  it("starts a killed gateway again", async () => {
    const started = start();
    await ready(started);
    const children = readFileSync(
      `/proc/${nodeOf(started)}/task/${nodeOf(started)}/children`,
      "utf8",
    );
    const gateway = children
      .trim()
      .split(" ")
      .find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("gateway.mjs"));
    process.kill(Number(gateway), "SIGKILL");
    await expect.poll(() => started.output(), { timeout: 20_000 }).toContain("starting it again");
    await expect.poll(groups, { timeout: 20_000 }).toBe(200);
  });

  it("names the variable, the rule and an example when a value is wrong", async () => {
    const started = run(["start", "--silent"], { GATEWAY_PORT: "http" });
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(
      "GATEWAY_PORT must be a port from 1 to 65535, e.g. GATEWAY_PORT=4000",
    );
  });

  it("makes a workspace beside a running Headgate, and its key works at once", async () => {
    await ready(start());
    const made = run([
      "run",
      "--silent",
      "gateway",
      "--",
      "workspace",
      "create",
      "globex",
      "--prefix",
      "globex",
    ]);
    expect(await made.ended).toBe(0);
    const key = /^hgm_\S+$/m.exec(made.output())?.[0];
    const authorization = `Api-Key ${key}`;
    expect(await answers("/v1/gateway/groups", ports.gateway, { authorization })).toBe(200);
  });
});

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
