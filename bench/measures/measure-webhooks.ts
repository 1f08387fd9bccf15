import { chatBody, compareThroughput, type Target, toRate, toRatio } from "../compare";
import { latencyInTurns, toMedian } from "../latency-in-turns";
import { type BenchGateway, prepareGateway } from "../programs/prepare-gateway";
import { startProgram } from "../programs/start-program";
import type { Figure } from "../report";

export interface WebhooksOptions {
  seconds: number;
  rounds: number;
  /** Of the model, two receivers and three gateways. */
  ports: readonly number[];
}

/**
 * What a webhook costs the calls: a gateway without one in turns with one whose receiver answers at
 * once, and one whose receiver takes every delivery and never answers.
 */
export async function measureWebhooks({
  seconds,
  rounds,
  ports,
}: WebhooksOptions): Promise<Figure[]> {
  const stops: (() => Promise<void>)[] = [];
  const kept = <Started extends { stop(): Promise<void> }>(started: Started): Started => {
    stops.push(started.stop);
    return started;
  };
  const [model = 0, prompt = 0, silent = 0, ...gateways] = ports;
  const toUrl = (port: number) => `http://127.0.0.1:${port}`;
  const startGateway = async (index: number, more: object = {}) =>
    toTarget(kept(await prepareGateway(gateways[index] ?? 0, toUrl(model), more)));
  try {
    for (const [name, port] of [
      ["upstream", model],
      ["upstream", prompt],
      ["silent", silent],
    ] as const) {
      const args = [".build/bench.mjs", "--serve", name, "--port", `${port}`];
      args.push("--upstream", toUrl(model));
      // The silent one answers no probe; all take connections.
      kept(await startProgram({ args, probePort: port }));
    }
    const none = await startGateway(0);
    const withPrompt = await startGateway(1, { webhookUrl: `${toUrl(prompt)}/events` });
    const withSilent = await startGateway(2, { webhookUrl: `${toUrl(silent)}/events` });
    return await compareWebhooks({ none, withPrompt, withSilent }, { seconds, rounds });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

const toTarget = ({ url, keys }: BenchGateway): Target => ({
  url,
  headers: { authorization: `Bearer ${keys.depth5}` },
});

/** Latency at half of what the gateway without a webhook manages, so that all have time to spare. */
async function compareWebhooks(
  targets: Record<"none" | "withPrompt" | "withSilent", Target>,
  effort: Pick<WebhooksOptions, "seconds" | "rounds">,
): Promise<Figure[]> {
  const rates = await compareThroughput(targets, false, effort);
  const share = (name: string, of: string): Figure => ({
    name: `webhook: ${name} ÷ none, requests a second`,
    value: toRatio(rates, of, "none"),
    unit: "",
  });
  return [
    share("a receiver that answers", "withPrompt"),
    share("a receiver that never answers", "withSilent"),
    ...(await latencyFigures(targets, toRate(rates, "none") / 2, effort)),
  ];
}

const labels: Record<string, string> = {
  none: "no webhook",
  withPrompt: "webhook that answers",
  withSilent: "webhook that never answers",
};

async function latencyFigures(
  targets: Record<string, Target>,
  requestsPerSecond: number,
  { seconds, rounds }: Pick<WebhooksOptions, "seconds" | "rounds">,
): Promise<Figure[]> {
  const load = { body: chatBody(false), seconds };
  const turns = await latencyInTurns(targets, load, { requestsPerSecond, rounds });
  const rate = Math.round(requestsPerSecond);
  return Object.entries(turns).flatMap(([name, latencies]): Figure[] => {
    const figure = `latency at ${rate}/s: ${labels[name] ?? name}`;
    return [
      { name: `${figure}, p50`, value: toMedian(latencies, "p50Ms"), unit: "ms" },
      { name: `${figure}, p99`, value: toMedian(latencies, "p99Ms"), unit: "ms" },
    ];
  });
}
