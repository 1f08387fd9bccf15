// npm run bench: what the gateway costs, as ratios within one run. Absolute figures tell about the
// machine; so everything that is compared runs on it in turns.
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { asksForHelp } from "../gateway/platform/process/asks-for-help";
import {
  chatBody,
  compareFirstToken,
  compareThroughput,
  type Targets,
  throughputFigures,
  toRate,
} from "./compare";
import { compareDecisions } from "./compare-decisions";
import { compareLatency } from "./compare-latency";
import { measureApart } from "./measures/measure-apart";
import { measureStreams } from "./measures/measure-streams";
import { startNginx, startPortkey, startRedis } from "./programs/contenders";
import { freePorts } from "./programs/free-ports";
import { prepareGateway } from "./programs/prepare-gateway";
import { serveRole } from "./programs/serve-role";
import { startProgram } from "./programs/start-program";
import { flowPath } from "./programs/upstream";
import { type Figure, formatTable } from "./report";
import { hasWrk } from "./wrk";

if (asksForHelp(process.argv.slice(2))) {
  console.log(
    "npm run bench -- [--seconds N] [--rounds N] [--only throughput|latency|decisions|streams|usage|events]",
  );
  process.exit(0);
}
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    serve: { type: "string" },
    port: { type: "string", default: "0" },
    upstream: { type: "string", default: "" },
    streams: { type: "string", default: "5000" },
    /** A second, of each stream. */
    tokens: { type: "string", default: "20" },
    /** Of the parts apart: the ledger's, 10 million or 30 of today, and the audit log's. */
    events: { type: "string" },
    entries: { type: "string", default: "1000000" },
    only: { type: "string", multiple: true, default: [] },
  },
});

const parts = ["throughput", "latency", "decisions", "streams"] as const;

async function bench(seconds: number, rounds: number, only: readonly string[]): Promise<void> {
  const wants = (part: (typeof parts)[number]) => only.length === 0 || only.includes(part);
  const stops: (() => Promise<void>)[] = [];
  const kept = <Started extends { stop(): Promise<void> } | null>(started: Started): Started => {
    if (started) stops.push(started.stop);
    return started;
  };
  try {
    const fixture = await openFixture(kept);
    const figures: Figure[] = [];
    if (wants("throughput") || wants("latency")) {
      figures.push(...(await compare(fixture, { seconds, rounds }, wants("latency"))));
    }
    if (wants("latency")) figures.push(await compareFirstToken(fixture.targets));
    if (wants("decisions")) figures.push(...(await compareDecisions(fixture.redisUrl)));
    if (wants("streams"))
      figures.push(
        ...(await streams(fixture, {
          count: Number(values.streams),
          tokens: Number(values.tokens),
        })),
      );
    console.log(`\n${formatTable(figures)}\n`);
    console.log(`Load by ${(await hasWrk) ? "wrk" : "autocannon"}; written to bench/results.json`);
    const results = { node: process.version, cpus: cpus().length, seconds, rounds, figures };
    await writeFile("bench/results.json", `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

interface Fixture {
  targets: Targets;
  gateway: { pid: number; managementKey: string };
  upstreamUrl: string;
  redisUrl: string | undefined;
}

/** Everything that takes part, each in a process of its own. */
async function openFixture(
  kept: <Started extends { stop(): Promise<void> } | null>(started: Started) => Started,
): Promise<Fixture> {
  const [upstreamPort = 0, proxyPort = 0, ownPort = 0, redisPort = 0, sharedPort = 0, ...more] =
    await freePorts(8);
  const upstreamUrl = `http://127.0.0.1:${upstreamPort}`;
  const role = (name: string, port: number) => ({
    args: [".build/bench.mjs", "--serve", name, "--port", String(port), "--upstream", upstreamUrl],
    probeUrl: `http://127.0.0.1:${port}`,
  });
  kept(await startProgram(role("upstream", upstreamPort)));
  const proxy = role("proxy", proxyPort);
  kept(await startProgram(proxy));
  const own = kept(await prepareGateway(ownPort, upstreamUrl));
  const unmetered = kept(
    await prepareGateway(more[2] ?? 0, upstreamUrl, {
      args: [".build/bench.mjs", "--serve", "unmetered"],
    }),
  );
  const redis = kept(await startRedis(redisPort));
  const shared =
    redis && kept(await prepareGateway(sharedPort, upstreamUrl, { redisUrl: redis.url }));
  const nginx = kept(await startNginx(more[0] ?? 0, upstreamPort));
  const portkey = kept(await startPortkey(more[1] ?? 0, upstreamUrl));
  const keyed = ({ url }: { url: string }, key: string) => ({
    url,
    headers: { authorization: `Bearer ${key}` },
  });
  const targets: Targets = {
    bare: keyed({ url: proxy.probeUrl }, "none"),
    ...(nginx && { nginx }),
    ...(portkey && {
      portkey: { ...portkey, headers: { ...portkey.headers, authorization: "Bearer none" } },
    }),
    depth1: keyed(own, own.keys.depth1),
    depth5: keyed(own, own.keys.depth5),
    unmetered: keyed(unmetered, unmetered.keys.depth5),
    ...(shared && {
      redis1: keyed(shared, shared.keys.depth1),
      redis5: keyed(shared, shared.keys.depth5),
    }),
  };
  return { targets, gateway: own, upstreamUrl, redisUrl: redis?.url };
}

async function compare(
  { targets, gateway }: { targets: Targets; gateway: { managementKey: string } },
  options: { seconds: number; rounds: number },
  withLatency: boolean,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const stream of [false, true]) {
    const rates = await compareThroughput(targets, stream, options);
    figures.push(...throughputFigures(stream ? "stream" : "JSON", rates));
    if (!stream && withLatency) {
      const half = toRate(rates, "depth5") / 2;
      figures.push(
        ...(await compareLatency(targets, half, {
          ...options,
          managementKey: gateway.managementKey,
        })),
      );
    }
  }
  return figures;
}

async function streams(
  { targets, gateway, upstreamUrl }: Fixture,
  { count, tokens }: { count: number; tokens: number },
): Promise<Figure[]> {
  const body = chatBody(true, { stop: "never", seed: tokens });
  const load = { ...targets.depth5, body, seconds: 10 };
  const flow = async () => void (await fetch(`${upstreamUrl}${flowPath}`));
  const result = await measureStreams(load, { streams: count, pid: gateway.pid, flow });
  const megabytes = result.residentBytesMax / 1024 ** 2;
  return [
    { name: "streams open at once", value: result.open, unit: "" },
    {
      name: `their chunks, ${tokens} a second each asked for`,
      value: result.chunksPerSecond,
      unit: "/s",
    },
    // The goal is for 20 a second; at another rate the figure says nothing about it.
    {
      name: "the gateway's memory meanwhile",
      value: megabytes,
      unit: "MB",
      ...(tokens === 20 && count >= 5_000 && { atMost: 800 }),
    },
  ];
}

const effort = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
if (values.serve) serveRole(values.serve, Number(values.port), values.upstream);
else {
  const measured = measureApart(values.only[0] ?? "", { ...values, ...effort });
  if (measured) console.log(`\n${formatTable(await measured)}`);
  else await bench(effort.seconds, effort.rounds, values.only);
}
