import autocannon from "autocannon";
import { Agent, request } from "undici";
import { percentile } from "./percentile";
import { hasWrk, runWrk, type WrkLoad } from "./wrk";

export interface Load {
  /** Base URL without /v1. */
  url: string;
  /** The credential, and whatever else a contender wants. */
  headers: Record<string, string>;
  body: string;
  seconds: number;
}

/**
 * Callers at once. Answers of models take seconds, so a gateway has hundreds of them under way; with
 * few, all of them wait for the same commit at times, and nobody works.
 */
const connections = 128;
const path = "/v1/chat/completions";

/** Answered requests per second at full load on 128 connections. @throws when any was refused */
export async function measureThroughput(load: Load): Promise<number> {
  if (await hasWrk) {
    const { requestsPerSecond, failed } = await runWrk(toWrkLoad(load));
    refuseFailures(load, failed);
    return requestsPerSecond;
  }
  const result = await autocannon({ ...toRequest(load), connections, duration: load.seconds });
  refuseFailures(load, result.non2xx + result.errors);
  return result["2xx"] / result.duration;
}

/** The same of so many callers, refused ones counted. */
export async function measureCallers(
  load: Load,
  callers: number,
): Promise<Latency & { failed: number }> {
  if (await hasWrk) return runWrk({ ...toWrkLoad(load), connections: callers });
  const options = { ...toRequest(load), connections: callers, duration: load.seconds };
  const { latency, non2xx, errors } = await autocannon(options);
  return { p50Ms: latency.p50, p99Ms: latency.p99, failed: non2xx + errors };
}

export interface Latency {
  p50Ms: number;
  p99Ms: number;
}

/**
 * Latency at a steady rate, so that queueing at full load is not taken for the proxy's cost. With wrk
 * from callers who pause between their requests; without it from an open loop, which takes a good part
 * of a core itself.
 */
export async function measureLatency(load: Load, requestsPerSecond: number): Promise<Latency> {
  if (!(await hasWrk)) return measureOpenLoop(load, requestsPerSecond);
  const pauseMs = (connections * 1_000) / requestsPerSecond;
  const { failed, p50Ms, p99Ms } = await runWrk({ ...toWrkLoad(load), pauseMs });
  refuseFailures(load, failed);
  return { p50Ms, p99Ms };
}

/** A request starts when it is due, whether others have ended or not, and waits count. */
async function measureOpenLoop(load: Load, requestsPerSecond: number): Promise<Latency> {
  const dispatcher = new Agent({ connections, pipelining: 1 });
  const samplesMs: number[] = [];
  const due: Promise<void>[] = [];
  const call = async (dueMs: number) => {
    const { statusCode, body } = await request(`${load.url}${path}`, {
      dispatcher,
      method: "POST",
      headers: withType(load.headers),
      body: load.body,
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`${load.url} answered ${statusCode}`);
    samplesMs.push(performance.now() - dueMs);
  };
  const startMs = performance.now();
  const total = Math.floor(requestsPerSecond * load.seconds);
  while (due.length < total) {
    const nowMs = performance.now();
    for (;;) {
      const dueMs = startMs + (due.length * 1_000) / requestsPerSecond;
      if (dueMs > nowMs || due.length >= total) break;
      due.push(call(dueMs));
    }
    // Asleep, not turning: a core that this program kept to itself would be missing to all others.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(due);
  await dispatcher.destroy();
  // The first calls open connections and compile code.
  const warm = samplesMs.slice(Math.floor(total / 5));
  return { p50Ms: percentile(warm, 0.5), p99Ms: percentile(warm, 0.99) };
}

/** Milliseconds until the first streamed byte of one call after another. */
export async function measureFirstToken(
  { url, headers, body }: Load,
  calls: number,
): Promise<number> {
  const samplesMs: number[] = [];
  for (let count = 0; count < calls; count += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: withType(headers),
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

function toWrkLoad({ url, headers, body, seconds }: Load): WrkLoad {
  return { url: `${url}${path}`, headers: withType(headers), body, seconds, connections };
}

function toRequest({ url, headers, body }: Load) {
  return { url: `${url}${path}`, method: "POST" as const, headers: withType(headers), body };
}

function withType(headers: Record<string, string>): Record<string, string> {
  return { ...headers, "content-type": "application/json" };
}

function refuseFailures({ url }: Pick<Load, "url">, failed: number): void {
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed: the figures mean nothing`);
}
