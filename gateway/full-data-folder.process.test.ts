import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleEntry } from "./testing/bundle";
import { freePort } from "./testing/free-port";
import { addProcessCustomer } from "./testing/process-customer";
import { answerSlowly, startStreamingLoad } from "./testing/streaming-load";
import { startUpstreamDouble, type UpstreamDouble } from "./testing/upstream-double";

const managementKey = "hgm_of_a_full_data_folder";
const patience = { timeout: 120_000, interval: 100 };
let folder: string;
let child: ChildProcess;
let upstream: UpstreamDouble;
let url: string;
let disk: string;

/** The data folder, PostgreSQL's files and the log on one disk of 300 MB. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headgate-full-"));
  const dataDir = join(folder, "data");
  await mkdir(dataDir);
  upstream = await startUpstreamDouble();
  upstream.answer(answerSlowly(10));
  const entry = await bundleEntry("gateway/main.ts");
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const script = `mount -t tmpfs -o size=300m,mode=0700 tmpfs "$0" && exec "$1" "$2" >> "$0/gateway.log" 2>&1`;
  const ids = process.geteuid?.() === 0 ? [] : ["--user", "--map-current-user", "--keep-caps"];
  const args = [...ids, "--mount", "--", "sh", "-c", script, dataDir, process.execPath, entry];
  const inOwnMounts = { file: "unshare", args };
  child = spawn(inOwnMounts.file, inOwnMounts.args, {
    env: {
      NODE_ENV: "production",
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      HEADGATE_DATA_DIR: dataDir,
      GATEWAY_PORT: String(port),
      GATEWAY_API_KEY: managementKey,
      GATEWAY_ALLOW_INSECURE_UPSTREAMS: "1",
      NEXTAUTH_SECRET: "unused",
      HEADGATE_LOG_LEVEL: "debug",
    },
    stdio: ["ignore", 2, 2],
  });
  disk = `/proc/${child.pid}/root${dataDir}`;
  while ((await readiness()) !== "ready") await delay(50);
}, 600_000);

afterAll(async () => {
  if (isRunning()) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  await upstream?.close();
  await rm(folder, { recursive: true, force: true });
}, 600_000);

const isRunning = () => child.exitCode === null && child.signalCode === null;

async function readiness(): Promise<string> {
  if (!isRunning()) throw new Error("the gateway ended");
  try {
    return (await (await fetch(`${url}/readyz`)).json()).status;
  } catch {
    return "silent";
  }
}

function fill(): void {
  const { stderr } = spawnSync("dd", ["if=/dev/zero", `of=${disk}/filler`, "bs=1M"]);
  expect(String(stderr)).toContain("No space left on device");
}

async function lostLines(): Promise<number> {
  const headers = { authorization: `Bearer ${managementKey}` };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  return Number(/^headgate_log_lines_lost_total (\d+)$/m.exec(text)?.[1]);
}

test("case 84: the data folder's disk is full, database and log on it: calls get 503, the process lives, and everything goes on by itself", {
  timeout: 600_000,
}, async () => {
  const customer = await addProcessCustomer({ url, managementKey }, upstream.url);
  const load = startStreamingLoad({ url, key: customer.key, slug: customer.slug, workers: 8 });
  await expect.poll(() => load.completed.length, patience).toBeGreaterThan(20);
  const refusals = () => load.refused.get("503 metering_unavailable") ?? 0;
  for (let round = 0; round < 2; round++) {
    const before = refusals();
    fill();
    await expect.poll(refusals, patience).toBeGreaterThan(before + 50);
    expect(isRunning()).toBe(true);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await readiness()).toBe("not ready");
    await rm(`${disk}/filler`);
    const completed = load.completed.length;
    await expect.poll(() => load.completed.length, patience).toBeGreaterThan(completed + 20);
    await expect.poll(readiness, patience).toBe("ready");
  }
  await load.stop();
  expect([...load.failed]).toEqual([]);
  expect([...load.refused.keys()]).toEqual(["503 metering_unavailable"]);
  const lost = await lostLines();
  const log = await readFile(`${disk}/gateway.log`, "utf8");
  process.stdout.write(`full disk: ${JSON.stringify({ refused: refusals(), lost })}\n`);
  // What was lost is told once there was room.
  expect(lost === 0 || log.includes("log lines were lost")).toBe(true);
});
