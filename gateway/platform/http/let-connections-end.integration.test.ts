import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestConfig } from "../../testing/test-config";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
let isClosed: boolean;
const { limits } = createTestConfig("");

beforeEach(() => {
  isClosed = true;
});
afterEach(() => (isClosed ? undefined : gateway.close()));

/** A gateway that waits for silent connections so long, once it is told to stop. */
async function serve(connectionLingerMs: number): Promise<void> {
  gateway = await createTestGateway({
    listen: true,
    config: { limits: { ...limits, connectionLingerMs } },
  });
  isClosed = false;
}

const stop = () => {
  isClosed = true;
  return gateway.close();
};

interface Client {
  socket: Socket;
  text(): string;
  errors: string[];
  ended: Promise<unknown>;
}

async function open(): Promise<Client> {
  const { port, hostname } = new URL(gateway.url);
  const socket = connect({ port: Number(port), host: hostname });
  const errors: string[] = [];
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", (error: Error) => errors.push(error.message));
  await once(socket, "connect");
  return { socket, errors, text: () => text, ended: once(socket, "end") };
}

const ask = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
const answers = (client: Client) => client.text().split("HTTP/1.1 200").length - 1;

/** How far a connection has come when the gateway is told to stop. */
const moments: Record<string, (client: Client) => Promise<string>> = {
  "was never used": async () => ask,
  "had an answer before": async (client) => {
    client.socket.write(ask);
    await expect.poll(() => answers(client)).toBe(1);
    return ask;
  },
  "has half of a request on its way": async ({ socket }) => {
    socket.write(ask.slice(0, 20));
    return ask.slice(20);
  },
};

test.each(Object.entries(moments))(
  "case 78: a connection that %s is still answered once while the gateway stops, told to close, and never reset",
  async (_name, prepare) => {
    await serve(60_000);
    const client = await open();
    const rest = await prepare(client);
    const before = answers(client);
    const stopped = stop();
    await expect.poll(() => gateway.app.server.listening).toBe(false);
    client.socket.write(rest);
    await client.ended;
    expect(answers(client)).toBe(before + 1);
    expect(client.text()).toMatch(/connection: close\r\n/i);
    await stopped;
    expect(client.errors).toEqual([]);
  },
);

test("case 78: a silent connection is closed by an end, not by a reset, and holds the stop up no longer", async () => {
  await serve(100);
  const clients = [await open(), await open()];
  const [used] = clients;
  used?.socket.write(ask);
  if (used) await expect.poll(() => answers(used)).toBe(1);
  await stop();
  for (const { ended, errors } of clients) {
    await ended;
    expect(errors).toEqual([]);
  }
});

test("case 78: while it drains it takes new connections, and each answer ends its connection", async () => {
  await serve(60_000);
  gateway.deps.lifecycle.drain();
  const client = await open();
  client.socket.write(ask);
  await client.ended;
  expect(client.text()).toMatch(/^HTTP\/1\.1 200[\s\S]*connection: close/i);
});
