import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "./until";

export interface Stack {
  /** Also the dashboard's canonical origin. */
  dashboardUrl: string;
  gatewayUrl: string;
  /** What an endpoint's Base URL must be to reach the bundled demo model. */
  demoUrl: string;
  dataDir: string;
  managementKey: string;
  admin: { email: string; password: string };
  /** All that the processes printed so far. */
  output(): string;
  databaseUrl(): string;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, "..");
const startMs = 180_000;

/** What an operator does: npm start, on a data folder and ports of its own. */
export async function startStack(environment: Record<string, string> = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-e2e-"));
  const [gatewayPort, dashboardPort, demoPort] = await freePorts(3);
  const admin = { email: "admin@example.com", password: "correct-horse-battery" };
  const dashboardUrl = `http://127.0.0.1:${dashboardPort}`;
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const child = spawn("npm", ["start"], {
    cwd: root,
    env: {
      ...inherited(),
      HEADGATE_DATA_DIR: dataDir,
      HEADGATE_ADMIN_EMAIL: admin.email,
      HEADGATE_ADMIN_PASSWORD: admin.password,
      GATEWAY_PORT: String(gatewayPort),
      DASHBOARD_PORT: String(dashboardPort),
      DEMO_UPSTREAM_PORT: String(demoPort),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString("utf8");
  const stop = async () => {
    await stopProcess(child, output);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await until("the gateway is ready", startMs, async () => {
      if (child.exitCode !== null) throw new Error(`npm start ended early:\n${output()}`);
      return answers(`${gatewayUrl}/readyz`);
    });
    await until("the dashboard is ready", startMs, () => answers(`${dashboardUrl}/api/healthz`));
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${output()}`, { cause: error });
  }
  const managementKey =
    environment["GATEWAY_API_KEY"] ?? (await readFile(join(dataDir, "gateway-api-key"), "utf8"));
  return {
    dashboardUrl,
    gatewayUrl,
    demoUrl: `http://127.0.0.1:${demoPort}`,
    dataDir,
    managementKey: managementKey.trim(),
    admin,
    output,
    databaseUrl: () => embeddedDatabaseUrl(dataDir),
    stop,
  };
}

/** The tests' own settings of this kind must not reach the stack. */
function inherited(): NodeJS.ProcessEnv {
  const ours = /^(HEADGATE|GATEWAY|DASHBOARD|NEXTAUTH|OIDC|DEMO|DATABASE_URL|REDIS_URL|NODE_ENV)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !ours.test(name)),
  ) as NodeJS.ProcessEnv;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function stopProcess(child: ChildProcess, output: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolveEnd) => child.once("exit", () => resolveEnd()));
  child.kill("SIGTERM");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`npm start did not stop within 30 s:\n${output()}`)),
      30_000,
    );
  });
  await Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

/** Lines 4 and 6 of postmaster.pid are the port and the address PostgreSQL listens on. */
function embeddedDatabaseUrl(dataDir: string): string {
  const password = readFileSync(join(dataDir, "postgres-password"), "utf8").trim();
  const lines = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n");
  return `postgres://headgate:${password}@${lines[5] || "127.0.0.1"}:${lines[3]}/headgate`;
}

/** All held open at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
