import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isProcessAlive } from "../gateway/platform/process/process-identity";
import {
  end,
  type HeadgateRun,
  prepareHeadgate,
  ready,
  type Started,
} from "./testing/headgate-run";

let headgate: HeadgateRun;

beforeEach(async () => {
  headgate = await prepareHeadgate();
});

afterEach(async () => {
  await headgate.cleanUp();
});

/** The supervisor: npm's child, since the script is run with exec. */
async function findNode({ npm }: Started): Promise<number> {
  const file = `/proc/${npm.pid}/task/${npm.pid}/children`;
  const read = () => Number(readFileSync(file, "utf8").trim().split(" ")[0]);
  await expect.poll(read, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
  return read();
}

describe("npm start", () => {
  it("serves both planes, the dashboard and the demo, and tells the admin's password once", async () => {
    const first = headgate.start();
    await ready(first);
    expect(first.output()).toMatch(/Email +admin@localhost\n +Password +\S{20,}/);
    expect(await headgate.groups()).toBe(200);
    expect(await headgate.answers("/sign-in", headgate.ports.dashboard)).toBe(200);
    expect(await headgate.answers("/v1/models", headgate.ports.demo)).toBe(200);
    for (const file of ["gateway-api-key", "encryption-key", "nextauth-secret"]) {
      expect((await stat(join(headgate.dataDir, file))).mode & 0o777).toBe(0o600);
    }
    expect(await end(first, "SIGTERM")).toBe(0);

    const second = headgate.start();
    await ready(second);
    expect(second.output()).not.toContain("Password");
  });

  it("stops everything on SIGINT and SIGTERM to npm, the database last", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const started = headgate.start();
      await ready(started);
      const lock = await readFile(join(headgate.dataDir, "postgres/postmaster.pid"), "utf8");
      await end(started, signal);
      await expect.poll(() => started.output(), { timeout: 60_000 }).toContain("Stopped.");
      expect(isProcessAlive(Number(lock.split("\n")[0]))).toBe(false);
      expect(await headgate.answers("/healthz", headgate.ports.gateway)).toBe(0);
      expect(await headgate.answers("/api/healthz", headgate.ports.dashboard)).toBe(0);
      expect(await readFile(join(headgate.dataDir, "logs/gateway.log"), "utf8")).toContain(
        "has stopped",
      );
    }
  });

  it("refuses a second start on its data folder with one line", async () => {
    const first = headgate.start();
    await ready(first);
    const second = headgate.run(["start", "--silent"]);
    expect(await second.ended).toBe(1);
    const lines = second
      .output()
      .split("\n")
      .filter((line) => line && !line.startsWith("npm "));
    expect(lines).toEqual([expect.stringContaining("is in use")]);
    expect(await headgate.groups()).toBe(200);
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
      const started = headgate.start();
      if (afterMs === undefined) await ready(started);
      else await delay(afterMs);
      const pid = started.npm.pid ?? 0;
      const victim = who === "group" ? -pid : who === "npm" ? pid : await findNode(started);
      process.kill(victim, "SIGKILL");
      await started.ended;
      headgate.forget(started);
    }
    const last = headgate.start();
    await ready(last);
    expect(await headgate.groups()).toBe(200);
    expect(await headgate.answers("/api/healthz", headgate.ports.dashboard)).toBe(200);
  });

  it("starts a killed gateway again", async () => {
    const started = headgate.start();
    await ready(started);
    const supervisor = await findNode(started);
    const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, "utf8");
    const gateway = children
      .trim()
      .split(" ")
      .find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("gateway.mjs"));
    process.kill(Number(gateway), "SIGKILL");
    await expect.poll(() => started.output(), { timeout: 60_000 }).toContain("starting it again");
    await expect.poll(headgate.groups, { timeout: 60_000 }).toBe(200);
  });

  it("names the variable, the rule and an example when a value is wrong", async () => {
    const started = headgate.run(["start", "--silent"], { GATEWAY_PORT: "http" });
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(
      "GATEWAY_PORT must be a port from 1 to 65535, e.g. GATEWAY_PORT=4000",
    );
  });

  it("case 55: ends with one line where another program has a port, and sends it no key", async () => {
    const heard: string[] = [];
    const stranger = createServer(({ method, url, headers }, response) => {
      heard.push(JSON.stringify([method, url, headers]));
      response.end('{"status":"ready"}');
    });
    stranger.listen(headgate.ports.gateway, "127.0.0.1");
    await once(stranger, "listening");
    const started = headgate.run(["start", "--silent"]);
    expect(await started.ended).toBe(1);
    stranger.close();
    const lines = started.output().trim().split("\n");
    expect(lines).toEqual([expect.stringMatching(/^GATEWAY_PORT must be a free port, e\.g\. .*=/)]);
    expect(heard.join()).not.toMatch(/authorization|hgm_/i);

    const shared = { DASHBOARD_PORT: String(headgate.ports.demo) };
    const refused = headgate.run(["start", "--silent"], shared);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(
      "DASHBOARD_PORT must be another port than DEMO_UPSTREAM_PORT",
    );
  });

  it("case 55: ends with one line where the encryption key is not that of the database's secrets", async () => {
    await ready(headgate.start());
    await headgate.stop();
    const other = { HEADGATE_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") };
    const refused = headgate.run(["start", "--silent"], other);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/HEADGATE_ENCRYPTION_KEY must be the key .+, e\.g\. /);
    await ready(headgate.start());
    expect(await headgate.groups()).toBe(200);
  });

  it("makes a workspace beside a running Headgate, and its key works at once", async () => {
    await ready(headgate.start());
    const made = headgate.run([
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
    expect(
      await headgate.answers("/v1/gateway/groups", headgate.ports.gateway, { authorization }),
    ).toBe(200);
  });
});
