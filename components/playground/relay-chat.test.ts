import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RelayRequest } from "./chat-request";

interface Seen {
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

const seen: Seen[] = [];
let answer: (response: ServerResponse) => void;
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  seen.push({ url: request.url, headers: request.headers, body });
  answer(response);
});
let relayChat: typeof import("./relay-chat").relayChat;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("DATABASE_URL", "unused");
  vi.stubEnv("NEXTAUTH_SECRET", "unused");
  vi.stubEnv("GATEWAY_API_KEY", "the-management-key");
  vi.stubEnv("GATEWAY_INFERENCE_URL", `http://127.0.0.1:${port}/v1`);
  ({ relayChat } = await import("./relay-chat"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const input: RelayRequest = {
  apiKey: "sky_1.secret",
  request: { model: "acme/glm", messages: [{ role: "user", content: "Hi" }] },
};
const here = new AbortController().signal;

async function relay(signal = here): Promise<Response> {
  const relayed = await relayChat(input, signal);
  if (!relayed.ok) throw new Error(relayed.error.message);
  return relayed.data;
}

test("the gateway is sent the typed key as its only credential, and the call as a stream", async () => {
  answer = (response) => response.writeHead(200, { "content-type": "text/event-stream" }).end("ok");
  await (await relay()).text();
  const [call] = seen.splice(0);
  expect(call?.url).toBe("/v1/chat/completions");
  expect(call?.headers.authorization).toBe("Api-Key sky_1.secret");
  expect(call?.headers.cookie).toBeUndefined();
  expect(JSON.stringify(call)).not.toContain("the-management-key");
  expect(JSON.parse(call?.body ?? "")).toEqual({
    ...{ ...input.request, stream: true, stream_options: { include_usage: true } },
  });
});

test("whatever is answered comes back as it is, and as nothing a browser would run", async () => {
  answer = (response) => response.writeHead(404, { "content-type": "text/html" }).end("<script>");
  const relayed = await relay();
  expect(relayed.status).toBe(200);
  expect(relayed.headers.get("x-relayed-status")).toBe("404");
  expect(relayed.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(relayed.headers.get("cache-control")).toContain("no-transform");
  expect(await relayed.text()).toBe("<script>");
});

test("the key does not follow a redirect", async () => {
  seen.length = 0;
  answer = (response) => response.writeHead(307, { location: "/v1/elsewhere" }).end();
  expect(await relayChat(input, here)).toMatchObject({ error: { code: "UNREACHABLE" } });
  expect(seen.map(({ url }) => url)).toEqual(["/v1/chat/completions"]);
});

test("pieces come through one by one, and a browser that leaves ends the call", async () => {
  const left = new Promise<void>((resolve) => {
    answer = (response) => {
      response.once("close", resolve);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("first");
    };
  });
  const gone = new AbortController();
  const reader = (await relay(gone.signal)).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
  gone.abort();
  await left;
});
