import { type Load, measureFirstToken, measureThroughput } from "./load";
import { percentile } from "./percentile";
import { slug } from "./programs/prepare-gateway";
import type { Figure } from "./report";

/** Where a contender listens, and what it wants to be sent. */
export type Target = Pick<Load, "url" | "headers">;
/** By name; `bare` is what every other is compared with. */
export type Targets = Record<string, Target> & { bare: Target; depth5: Target; unmetered: Target };
/** Requests per second, by name, of each turn. */
export type Rates = Record<string, number[]>;

/** The rate of the middle turn; NaN of one that took no part. */
export function toRate(rates: Rates, name: string): number {
  return percentile(rates[name] ?? [], 0.5);
}

/** Of two in the same turn, then the middle one: a busy moment of the machine hits both, or one turn. */
export function toRatio(rates: Rates, name: string, base: string): number {
  const bases = rates[base] ?? [];
  const ratios = rates[name]?.map((rate, turn) => rate / (bases[turn] ?? Number.NaN));
  return percentile(ratios ?? [], 0.5);
}

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

/** Takes turns, so that a busy moment of the machine hits all. */
export async function compareThroughput(
  targets: Record<string, Target>,
  stream: boolean,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Rates> {
  const body = chatBody(stream);
  const rates: Rates = {};
  const able = await warmUp(targets, body);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, target] of able) {
      const rate = await measureThroughput({ ...target, body, seconds });
      rates[name] = [...(rates[name] ?? []), rate];
    }
    process.stderr.write(".");
  }
  return rates;
}

/** Those that answer; one that can't do it takes no part, unless it is ours. */
async function warmUp(targets: Record<string, Target>, body: string): Promise<[string, Target][]> {
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
  const figures: Figure[] = [];
  for (const name of Object.keys(rates)) {
    const { label = name, atLeast } = goals[name] ?? {};
    figures.push({ name: `${kind}: ${label}`, value: toRate(rates, name), unit: "req/s" });
    if (name === "bare") continue;
    const value = toRatio(rates, name, "bare");
    const ratio: Figure = { name: `${kind}: ${label} ÷ bare`, value, unit: "" };
    figures.push(atLeast === undefined ? ratio : { ...ratio, atLeast });
  }
  const compared = [
    { base: "depth1", label: "5 levels ÷ 1 level", atLeast: 0.8 },
    { base: "portkey", label: "Headgate, 5 levels ÷ Portkey's gateway", atLeast: 6 },
    { base: "unmetered", label: "metered ÷ nothing written" },
  ];
  for (const { base, label, atLeast } of compared) {
    if (!rates[base] || !rates["depth5"]) continue;
    const value = toRatio(rates, "depth5", base);
    const ratio: Figure = { name: `${kind}: ${label}`, value, unit: "" };
    figures.push(atLeast === undefined ? ratio : { ...ratio, atLeast });
  }
  return figures;
}

export async function compareFirstToken(targets: Targets): Promise<Figure> {
  const load = { body: chatBody(true), seconds: 0 };
  const bare = await measureFirstToken({ ...targets.bare, ...load }, 500);
  const own = await measureFirstToken({ ...targets.depth5, ...load }, 500);
  return { name: "added time to the first token, p50", value: own - bare, unit: "ms", atMost: 2 };
}

export function chatBody(stream: boolean, more: object = {}): string {
  const messages = [{ role: "user", content: "Say something about a fox, please." }];
  return JSON.stringify({
    model: slug,
    messages,
    max_tokens: 64,
    ...more,
    ...(stream && { stream }),
  });
}
