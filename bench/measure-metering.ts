import {
  bodyOf,
  compareThroughput,
  rateOf,
  ratioOf,
  type Target,
  type Targets,
  throughputFigures,
} from "./compare";
import { latencyInTurns } from "./latency-in-turns";
import { type BenchGateway, prepareGateway } from "./prepare-gateway";
import type { Figure } from "./report";
import { type Program, startProgram } from "./start-program";

export interface MeteringOptions {
  seconds: number;
  rounds: number;
  /** Of model, proxy, receivers and three gateways. */
  ports: readonly number[];
}

/**
 * What durable metering costs: the gateway as it is (ledger with fsync, roller, dispatcher) and one
 * whose ledger forgets everything, in turns with the bare proxy. And what a webhook costs the
 * calls: a receiver that answers at once, and one that takes every delivery and never answers.
 */
export async function measureMetering({
  seconds,
  rounds,
  ports,
}: MeteringOptions): Promise<Figure[]> {
  const stops: (() => Promise<void>)[] = [];
  const kept = <Started extends { stop(): Promise<void> }>(started: Started): Started => {
    stops.push(started.stop);
    return started;
  };
  const [model = 0, proxy = 0, prompt = 0, silent = 0, ...gateways] = ports;
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;
  const role = (name: string, port: number): Promise<Program> =>
    startProgram({
      args: [".build/bench.mjs", "--serve", name, "--port", `${port}`, "--upstream", urlOf(model)],
      probePort: port,
    });
  const startGateway = async (index: number, more: object = {}) =>
    targetOf(kept(await prepareGateway(gateways[index] ?? 0, urlOf(model), more)));
  try {
    for (const [name, port] of [
      ["upstream", model],
      ["proxy", proxy],
      ["upstream", prompt],
      ["silent", silent],
    ] as const) {
      kept(await role(name, port));
    }
    const bare: Target = { url: urlOf(proxy), headers: { authorization: "Bearer none" } };
    const depth5 = await startGateway(0);
    const unmetered = await startGateway(1, { args: [".build/bench.mjs", "--serve", "unmetered"] });
    const figures = await compareMetering({ bare, depth5, unmetered }, { seconds, rounds });
    const withPrompt = await startGateway(2, { webhookUrl: `${urlOf(prompt)}/events` });
    const withSilent = await startGateway(3, { webhookUrl: `${urlOf(silent)}/events` });
    figures.push(
      ...(await compareWebhooks({ depth5, withPrompt, withSilent }, { seconds, rounds })),
    );
    return figures;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

const targetOf = ({ url, keys }: BenchGateway): Target => ({
  url,
  headers: { authorization: `Bearer ${keys.depth5}` },
});

type Effort = Pick<MeteringOptions, "seconds" | "rounds">;

async function compareMetering(
  targets: Targets & { unmetered: Target },
  effort: Effort,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const stream of [false, true]) {
    const kind = stream ? "stream" : "JSON";
    const rates = await compareThroughput(targets, stream, effort);
    figures.push(...throughputFigures(kind, rates));
    figures.push({
      name: `${kind}: metered ÷ unmetered`,
      value: ratioOf(rates, "depth5", "unmetered"),
      unit: "",
    });
    if (!stream) {
      const { bare, ...own } = targets;
      figures.push(
        ...(await latencyFigures({ ...own, bare }, rateOf(rates, "depth5") / 2, effort)),
      );
    }
  }
  return figures;
}

/** At half of what the gateway without a webhook manages, so that all have time to spare. */
async function compareWebhooks(
  targets: { depth5: Target; withPrompt: Target; withSilent: Target },
  effort: Effort,
): Promise<Figure[]> {
  const { depth5, ...others } = targets;
  const rates = await compareThroughput({ ...others, bare: depth5, depth5 }, false, effort);
  const share = (name: string, of: string): Figure => ({
    name: `webhook: ${name} ÷ none, requests a second`,
    value: ratioOf(rates, of, "depth5"),
    unit: "",
  });
  return [
    share("a receiver that answers", "withPrompt"),
    share("a receiver that never answers", "withSilent"),
    ...(await latencyFigures(targets, rateOf(rates, "depth5") / 2, effort)),
  ];
}

const labels: Record<string, string> = {
  bare: "bare proxy",
  depth5: "metered, no webhook",
  unmetered: "nothing written",
  withPrompt: "webhook that answers",
  withSilent: "webhook that never answers",
};

async function latencyFigures(
  targets: Record<string, Target>,
  requestsPerSecond: number,
  { seconds, rounds }: Effort,
): Promise<Figure[]> {
  const load = { body: bodyOf(false), seconds };
  const latencies = await latencyInTurns(targets, load, { requestsPerSecond, rounds });
  const rate = Math.round(requestsPerSecond);
  return Object.entries(latencies).flatMap(([name, { p50Ms, p99Ms }]): Figure[] => {
    const figure = `latency at ${rate}/s: ${labels[name] ?? name}`;
    return [
      { name: `${figure}, p50`, value: p50Ms, unit: "ms" },
      { name: `${figure}, p99`, value: p99Ms, unit: "ms" },
    ];
  });
}
