import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError } from "../../gateway/platform/process/environment";
import { freePort } from "../../gateway/testing/free-port";
import { requireFreePort, requireFreePorts } from "./require-free-port";
import { type ServiceOptions, startService } from "./service";

let folder: string;
let strangers: Server[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headgate-service-"));
  strangers = [];
});

afterEach(async () => {
  for (const server of strangers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true, force: true });
});

/** A service that proves itself as ours do, if it gets its port. */
const honest = `
  const { createHmac } = await import("node:crypto");
  const { createServer } = await import("node:http");
  const secret = process.env.HEADGATE_HEALTH_SECRET;
  createServer((request, response) => {
    const text = "headgate health " + request.headers["x-headgate-challenge"];
    response.setHeader("x-headgate-proof", createHmac("sha256", secret).update(text).digest("hex"));
    response.end("ok");
  }).listen(Number(process.env.PORT), "127.0.0.1");
`;

function serviceOn(port: number): ServiceOptions {
  return {
    name: "gateway",
    args: ["--input-type=module", "-e", honest],
    env: { PATH: process.env["PATH"], PORT: String(port), MANAGEMENT_KEY: "hgm_never_sent" },
    logDirectory: folder,
    healthUrl: `http://127.0.0.1:${port}/readyz`,
    place: { portVariable: "GATEWAY_PORT", host: "127.0.0.1", port },
    stopMs: 5_000,
    tell: () => {},
  };
}

async function listenAs(stranger: RequestListener): Promise<number> {
  const port = await freePort();
  const server = createServer(stranger);
  strangers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return port;
}

const never = new AbortController().signal;

const answers: Record<string, RequestListener> = {
  "200 to everything": (_request, response) => response.end("ok"),
  "204": (_request, response) => response.writeHead(204).end(),
  "the readiness of a gateway": (_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ready"}'),
  "the challenge as the proof": ({ headers }, response) =>
    response.writeHead(200, { "x-headgate-proof": headers["x-headgate-challenge"] }).end(),
  "a proof that it made up": (_request, response) =>
    response.writeHead(200, { "x-headgate-proof": "0".repeat(64) }).end(),
  "a body that never ends": (_request, response) => response.writeHead(200).write("ok"),
};

test.each(Object.entries(answers))(
  "case 55: another program on the port that answers %s is not taken for ours, and gets no key",
  async (_name, stranger) => {
    const heard: string[] = [];
    const port = await listenAs((request, response) => {
      heard.push(JSON.stringify([request.url, request.headers]));
      stranger(request, response);
    });
    await expect(startService(serviceOn(port), never)).rejects.toThrow(
      `GATEWAY_PORT must be a free port, e.g. GATEWAY_PORT=${port + 1}; ${port} on 127.0.0.1 is in use by another program`,
    );
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.join("\n")).not.toMatch(/authorization|hgm_/i);
  },
);

test("case 55: a service that proves itself is taken for ours, and is known again after its end", async () => {
  const port = await freePort();
  const service = await startService(serviceOn(port), never);
  await service.stop();
  await requireFreePort(serviceOn(port).place, never, 0);
});

test("case 55: ports that others keep are named together, a line each, and free ones are not", async () => {
  const taken = [];
  for (const portVariable of ["DASHBOARD_PORT", "DEMO_UPSTREAM_PORT"]) {
    const port = await listenAs((_request, response) => response.end());
    taken.push({ portVariable, host: "127.0.0.1", port });
  }
  const free = { portVariable: "GATEWAY_PORT", host: "127.0.0.1", port: await freePort() };
  await requireFreePorts([free], never, 0);
  const failure = await requireFreePorts([free, ...taken], never, 0).catch((error) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  const lines = failure.message.split("\n");
  expect(lines).toEqual(
    taken.map(({ portVariable, port }) =>
      expect.stringContaining(
        `${portVariable} must be a free port, e.g. ${portVariable}=${port + 1}`,
      ),
    ),
  );
});

test("case 55: a port is asked for before anything is started, and a predecessor is waited for", async () => {
  const port = await listenAs((_request, response) => response.end());
  const { place } = serviceOn(port);
  await expect(requireFreePort(place, never, 0)).rejects.toThrow(/^GATEWAY_PORT must be/);
  const [server] = strangers.splice(0);
  const waiting = requireFreePort(place, never);
  server?.close();
  await waiting;
});
