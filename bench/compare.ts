import { type Load, measureFirstToken, measureLatency, measureThroughput } from "./load";
import { slug } from "./prepare-gateway";
import type { Figure } from "./report";

/** Where each contender listens, and with which key it is called. */
export type Targets = Record<"bare" | "depth1" | "depth5", Pick<Load, "url" | "key">>;
const names = ["bare", "depth1", "depth5"] as const;
/** Requests per second. */
export type Rates = Record<(typeof names)[number], number>;

/** Takes turns, so that a busy moment of the machine hits all; the best round of each counts. */
export async function compareThroughput(
  targets: Targets,
  stream: boolean,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Rates> {
  const body = bodyOf(stream);
  const best = { bare: 0, depth1: 0, depth5: 0 };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const isWarmUp = round === 0;
      const load = { ...targets[name], body, seconds: isWarmUp ? 2 : seconds };
      const rate = await measureThroughput(load);
      if (!isWarmUp) best[name] = Math.max(best[name], rate);
    }
    process.stderr.write(".");
  }
  return best;
}

export function throughputFigures(kind: string, { bare, depth1, depth5 }: Rates): Figure[] {
  return [
    { name: `${kind}: bare Node proxy`, value: bare, unit: "req/s" },
    { name: `${kind}: gateway, 1 level × 4 limits`, value: depth1, unit: "req/s" },
    { name: `${kind}: gateway, 5 levels × 4 limits`, value: depth5, unit: "req/s" },
    { name: `${kind}: gateway (5 levels) ÷ bare`, value: depth5 / bare, unit: "", atLeast: 0.45 },
    { name: `${kind}: 5 levels ÷ 1 level`, value: depth5 / depth1, unit: "", atLeast: 0.8 },
  ];
}

export async function compareLatency(
  targets: Targets,
  requestsPerSecond: number,
  seconds: number,
): Promise<Figure[]> {
  const load = { body: bodyOf(false), seconds };
  const bare = await measureLatency({ ...targets.bare, ...load }, requestsPerSecond);
  const own = await measureLatency({ ...targets.depth5, ...load }, requestsPerSecond);
  const added = "added latency at half of the maximum rate";
  return [
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

function bodyOf(stream: boolean): string {
  const messages = [{ role: "user", content: "Say something about a fox, please." }];
  return JSON.stringify({ model: slug, messages, max_tokens: 64, ...(stream && { stream }) });
}
