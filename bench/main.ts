// npm run bench: what the gateway costs, as ratios within one run. Absolute figures tell about the
// machine; so everything that is compared runs on it in turns.
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { createBareProxy } from "./bare-proxy";
import {
  compareFirstToken,
  compareLatency,
  compareThroughput,
  type Targets,
  throughputFigures,
} from "./compare";
import { hasWrk } from "./load";
import { measureDecision } from "./measure-decision";
import { prepareGateway } from "./prepare-gateway";
import { type Figure, tableOf } from "./report";
import { startProgram } from "./start-program";
import { createUpstream } from "./upstream";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    serve: { type: "string" },
    port: { type: "string", default: "0" },
    upstream: { type: "string", default: "" },
  },
});

/** The servers that the gateway is compared with and calls: this same file, in their own processes. */
function serve(role: string, port: number, upstreamUrl: string): void {
  const server: Server = role === "upstream" ? createUpstream() : createBareProxy(upstreamUrl);
  server.listen(port, "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));
}

async function bench(seconds: number, rounds: number): Promise<void> {
  const [upstreamPort = 0, proxyPort = 0, gatewayPort = 0] = await freePorts(3);
  const upstreamUrl = `http://127.0.0.1:${upstreamPort}`;
  const proxyUrl = `http://127.0.0.1:${proxyPort}`;
  const role = (name: string, port: number) => [
    ...[".build/bench.mjs", "--serve", name, "--port", String(port)],
    ...["--upstream", upstreamUrl],
  ];
  const stops: (() => Promise<void>)[] = [];
  try {
    const upstream = { args: role("upstream", upstreamPort), probeUrl: upstreamUrl };
    stops.push((await startProgram(upstream)).stop);
    stops.push((await startProgram({ args: role("proxy", proxyPort), probeUrl: proxyUrl })).stop);
    const gateway = await prepareGateway(gatewayPort, upstreamUrl);
    stops.push(gateway.stop);

    const figures: Figure[] = [];
    const targets: Targets = {
      bare: { url: proxyUrl, key: "none" },
      depth1: { url: gateway.url, key: gateway.keys.depth1 },
      depth5: { url: gateway.url, key: gateway.keys.depth5 },
    };
    for (const stream of [false, true]) {
      const rates = await compareThroughput(targets, stream, { seconds, rounds });
      figures.push(...throughputFigures(stream ? "stream" : "JSON", rates));
      if (!stream) figures.push(...(await compareLatency(targets, rates.depth5 / 2, seconds)));
    }
    figures.push(await compareFirstToken(targets));
    const decision = await measureDecision(200_000);
    figures.push(
      { name: "decision in memory, 5 × 4", value: decision.reserveMicros, unit: "µs", atMost: 20 },
      { name: "settlement in memory, 5 × 4", value: decision.settleMicros, unit: "µs" },
    );
    console.log(`\n${tableOf(figures)}\n`);
    console.log(`Load by ${(await hasWrk) ? "wrk" : "autocannon"}; written to bench/results.json`);
    const results = { node: process.version, seconds, rounds, figures };
    await writeFile("bench/results.json", `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

if (values.serve) serve(values.serve, Number(values.port), values.upstream);
else await bench(Number(values.seconds), Number(values.rounds));
