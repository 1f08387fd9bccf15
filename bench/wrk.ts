import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const hasWrk = run("wrk", ["--version"]).then(
  () => true,
  // wrk exits with 1 after printing its version; only its absence matters.
  (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
);

export interface WrkLoad {
  url: string;
  headers: Record<string, string>;
  body: string;
  seconds: number;
  connections: number;
  /** Each connection waits before a request, so long in the mean; 0 = never. */
  pauseMs?: number;
}

export interface WrkResult {
  requestsPerSecond: number;
  /** Answers that are no 2xx or 3xx. */
  failed: number;
  p50Ms: number;
  p99Ms: number;
}

/** Posts from one thread, at as little cost as a load can have. */
export async function runWrk(load: WrkLoad): Promise<WrkResult> {
  const { url, headers, body, seconds, connections, pauseMs = 0 } = load;
  const folder = await mkdtemp(join(tmpdir(), "headgate-wrk-"));
  const script = join(folder, "post.lua");
  const lines = [
    `wrk.method = "POST"`,
    `wrk.body = [[${body}]]`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
    // Anything from none to twice the mean, or all connections would post at once.
    ...(pauseMs > 0
      ? [`function delay() return math.random(0, ${Math.round(2 * pauseMs)}) end`]
      : []),
  ];
  await writeFile(script, `${lines.join("\n")}\n`);
  try {
    const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script, url];
    const { stdout } = await run("wrk", args);
    return parseWrk(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const unitMs: Record<string, number> = { us: 0.001, ms: 1, s: 1_000 };

export function parseWrk(text: string): WrkResult {
  const percentileMs = (percent: number) => {
    const [, value, unit = ""] =
      new RegExp(`^ +${percent}% +([\\d.]+)(us|ms|s)$`, "m").exec(text) ?? [];
    return Number(value) * (unitMs[unit] ?? Number.NaN);
  };
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0),
    p50Ms: percentileMs(50),
    p99Ms: percentileMs(99),
  };
}
