import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import autocannon from "autocannon";
import { percentile } from "./percentile";

const run = promisify(execFile);

export interface Load {
  /** Base URL without /v1. */
  url: string;
  key: string;
  body: string;
  seconds: number;
}

const connections = 32;
const path = "/v1/chat/completions";

export const hasWrk = run("wrk", ["--version"]).then(
  () => true,
  // wrk exits with 1 after printing its version; only its absence matters.
  (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
);

/** Answered requests per second at full load on 32 connections. @throws when any was refused */
export async function measureThroughput(load: Load): Promise<number> {
  if (await hasWrk) return measureWithWrk(load);
  const result = await autocannon({ ...requestOf(load), connections, duration: load.seconds });
  refuseFailures(load, result.non2xx + result.errors);
  return result["2xx"] / result.duration;
}

async function measureWithWrk({ url, key, body, seconds }: Load): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-wrk-"));
  const script = join(folder, "post.lua");
  const headers = `wrk.headers["Content-Type"] = "application/json"\nwrk.headers["Authorization"] = "Bearer ${key}"`;
  await writeFile(script, `wrk.method = "POST"\nwrk.body = [[${body}]]\n${headers}\n`);
  try {
    const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, `${url}${path}`];
    const { stdout } = await run("wrk", args);
    const failed = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1];
    refuseFailures({ url }, Number(failed ?? 0));
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Latency {
  p50Ms: number;
  p99Ms: number;
}

/** Latency at a steady rate, so that queueing at full load is not taken for the proxy's cost. */
export async function measureLatency(load: Load, requestsPerSecond: number): Promise<Latency> {
  const samplesMs: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      ...requestOf(load),
      connections,
      duration: load.seconds,
      overallRate: Math.round(requestsPerSecond),
      // Corrected samples would count the generator's own pauses.
      ignoreCoordinatedOmission: true,
    };
    const instance = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    instance.on("response", (_client, status, _bytes, ms) => {
      if (status === 200) samplesMs.push(ms);
    });
  });
  refuseFailures(load, result.non2xx + result.errors);
  return { p50Ms: percentile(samplesMs, 0.5), p99Ms: percentile(samplesMs, 0.99) };
}

/** Milliseconds until the first streamed byte of one call after another. */
export async function measureFirstToken({ url, key, body }: Load, calls: number): Promise<number> {
  const samplesMs: number[] = [];
  for (let count = 0; count < calls; count += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body,
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    samplesMs.push(performance.now() - startedAt);
    while (reader && !(await reader.read()).done);
  }
  // The first calls open connections and compile code.
  return percentile(samplesMs.slice(Math.floor(calls / 5)), 0.5);
}

function requestOf({ url, key, body }: Load) {
  return {
    url: `${url}${path}`,
    method: "POST" as const,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body,
  };
}

function refuseFailures({ url }: Pick<Load, "url">, failed: number): void {
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed: the figures mean nothing`);
}
