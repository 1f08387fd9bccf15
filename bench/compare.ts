import { commitsBetween, readCommits } from "./commit-times";
import { latencyInTurns } from "./latency-in-turns";
import { type Load, measureFirstToken, measureThroughput } from "./load";
import { slug } from "./prepare-gateway";
import type { Figure } from "./report";

/** Where a contender listens, and what it wants to be sent. */
export type Target = Pick<Load, "url" | "headers">;
/** By name; `bare` is what every other is compared with. */
export type Targets = Record<string, Target> & { bare: Target; depth5: Target };
/** Requests per second, by name. */
export type Rates = Record<string, number>;

const goals: Record<string, { label: string; atLeast?: number }> = {
  bare: { label: "bare Node proxy" },
  nginx: { label: "nginx" },
  portkey: { label: "Portkey's gateway 1.15.2" },
  unmetered: { label: "Headgate, nothing written, 5 levels × 4 limits" },
  depth1: { label: "Headgate, 1 level × 4 limits" },
  depth5: { label: "Headgate, 5 levels × 4 limits", atLeast: 0.45 },
  redis1: { label: "Headgate on Redis, 1 level × 4 limits" },
  redis5: { label: "Headgate on Redis, 5 levels × 4 limits" },
};

const others = new Set(["nginx", "portkey"]);

/** Takes turns, so that a busy moment of the machine hits all; the best round of each counts. */
export async function compareThroughput(
  targets: Targets,
  stream: boolean,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Rates> {
  const body = bodyOf(stream);
  const best: Rates = {};
  const able = await warmUp(targets, body);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, target] of able) {
      const rate = await measureThroughput({ ...target, body, seconds });
      best[name] = Math.max(best[name] ?? 0, rate);
    }
    process.stderr.write(".");
  }
  return best;
}

/** Those that answer; one that can't do it takes no part, unless it is ours. */
async function warmUp(targets: Targets, body: string): Promise<[string, Target][]> {
  const able: [string, Target][] = [];
  for (const [name, target] of Object.entries(targets)) {
    try {
      await measureThroughput({ ...target, body, seconds: 2 });
      able.push([name, target]);
    } catch (error) {
      if (!others.has(name)) throw error;
      console.error(`${name} takes no part: ${error instanceof Error ? error.message : error}`);
    }
  }
  return able;
}

export function throughputFigures(kind: string, rates: Rates): Figure[] {
  const bare = rates["bare"] ?? Number.NaN;
  const figures: Figure[] = [];
  for (const [name, value] of Object.entries(rates)) {
    const { label = name, atLeast } = goals[name] ?? {};
    figures.push({ name: `${kind}: ${label}`, value, unit: "req/s" });
    if (name === "bare") continue;
    const ratio: Figure = { name: `${kind}: ${label} ÷ bare`, value: value / bare, unit: "" };
    figures.push(atLeast === undefined ? ratio : { ...ratio, atLeast });
  }
  const { depth1, depth5, portkey } = rates;
  if (depth1 && depth5) {
    const name = `${kind}: 5 levels ÷ 1 level`;
    figures.push({ name, value: depth5 / depth1, unit: "", atLeast: 0.8 });
  }
  if (portkey && depth5) {
    const name = `${kind}: Headgate, 5 levels ÷ Portkey's gateway`;
    figures.push({ name, value: depth5 / portkey, unit: "", atLeast: 6 });
  }
  return figures;
}

export async function compareLatency(
  targets: Targets,
  requestsPerSecond: number,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Figure[]> {
  const load = { body: bodyOf(false), seconds };
  const before = await readCommits(targets.depth5.url);
  const turns = { bare: targets.bare, own: targets.depth5 };
  const { bare, own } = await latencyInTurns(turns, load, { requestsPerSecond, rounds });
  const commits = commitsBetween(before, await readCommits(targets.depth5.url));
  const added = "added latency at half of the own maximum rate";
  const commit = "one commit of the ledger meanwhile";
  return [
    { name: "bare Node proxy at that rate, p50", value: bare.p50Ms, unit: "ms" },
    { name: "Headgate at that rate, p50", value: own.p50Ms, unit: "ms" },
    { name: `${commit}, mean`, value: commits.meanMs, unit: "ms" },
    { name: `${commit}, p50`, value: commits.p50Ms, unit: "ms" },
    { name: `${commit}, p99`, value: commits.p99Ms, unit: "ms" },
    { name: "rows in one commit meanwhile", value: commits.rowsEach, unit: "" },
    { name: `${added}, p50`, value: own.p50Ms - bare.p50Ms, unit: "ms", atMost: 2 },
    { name: `${added}, p99`, value: own.p99Ms - bare.p99Ms, unit: "ms", atMost: 15 },
  ];
}

export async function compareFirstToken(targets: Targets): Promise<Figure> {
  const load = { body: bodyOf(true), seconds: 0 };
  const bare = await measureFirstToken({ ...targets.bare, ...load }, 500);
  const own = await measureFirstToken({ ...targets.depth5, ...load }, 500);
  return { name: "added time to the first token, p50", value: own - bare, unit: "ms", atMost: 2 };
}

export function bodyOf(stream: boolean, more: object = {}): string {
  const messages = [{ role: "user", content: "Say something about a fox, please." }];
  return JSON.stringify({
    model: slug,
    messages,
    max_tokens: 64,
    ...more,
    ...(stream && { stream }),
  });
}
