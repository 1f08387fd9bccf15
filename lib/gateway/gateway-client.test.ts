import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { operations } from "@/gateway/contracts/operations/operations";
import { connectionTrouble } from "./gateway-trouble";
import type { Result } from "./result";

const settings = vi.hoisted(() => ({ gatewayApiUrl: "", gatewayApiKey: "key" }));
vi.mock("../env", () => ({ env: () => settings }));
const { callGateway, callGatewayTagged } = await import("./gateway-client");

const anything = { path: "/v1/x", body: z.unknown(), answer: z.object({}) } as const;

let server: Server | undefined;
afterEach(() => server?.close());

async function listen(listening: Server, scheme = "http"): Promise<void> {
  server = listening.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  settings.gatewayApiUrl = `${scheme}://127.0.0.1:${port}`;
}
const serve = (answer: RequestListener, scheme?: string) => listen(createServer(answer), scheme);

const readGroup = (group_id: string) => callGateway(operations.readGroup, { params: { group_id } });

async function trouble(
  ask: () => Promise<Result<unknown>> = () => callGateway(operations.listGroups, {}),
) {
  const result = await ask();
  if (result.ok) throw new Error("the call was answered");
  const { code, message } = result.error;
  return { code, message: message.replaceAll(settings.gatewayApiUrl, "URL") };
}

test("a web server's page is no gateway's answer, whatever its status", async () => {
  for (const status of [200, 404, 400]) {
    await serve((_request, response) => response.writeHead(status).end("<!doctype html><p>Hi"));
    const { message } = await trouble();
    expect(message).toMatch(/^URL answered.* it is no Headgate gateway\. .*GATEWAY_API_URL\.$/);
    server?.close();
  }
});

test("another API, which has no such path, is no gateway; of one that has it, the text is shown", async () => {
  const answer = JSON.stringify({ error: { message: "no such path" } });
  await serve((_request, response) => response.writeHead(404).end(answer));
  expect((await trouble()).message).toContain("GATEWAY_API_URL");
  const one = await trouble(() => readGroup("grp_1"));
  expect(one).toEqual({ code: "HTTP_404", message: `The gateway answered 404: ${answer}` });
});

test("a page of a proxy in front of the gateway that is down is not called a wrong address", async () => {
  await serve((_request, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
  const message = "The gateway answered 502: Bad gateway";
  expect(await trouble()).toEqual({ code: "HTTP_502", message });
});

test("a key that is refused is named by its variable, and is not taken for a session's end", async () => {
  const body = JSON.stringify({ code: "UNAUTHENTICATED", message: "This key is unknown" });
  await serve((_request, response) => response.writeHead(401).end(body));
  const { code, message } = await trouble();
  expect(code).toBe("GATEWAY_KEY_REFUSED");
  expect(message).toContain("GATEWAY_API_KEY");
});

test("nobody there, a redirect and either way of mistaking https are told apart", async () => {
  await serve((_request, response) => response.writeHead(302, { location: "/login" }).end());
  expect((await trouble()).message).toMatch(/redirect.*GATEWAY_API_URL/);
  server?.close();
  await serve((_request, response) => response.end(), "https");
  expect((await trouble()).message).toMatch(/not with TLS: it may be meant to be http\..*_URL/);
  server?.close();
  await listen(createTlsServer({}));
  expect((await trouble()).message).toMatch(/broke .* off: it may be meant to be https\..*_URL/);
  server?.close();
  await once(server as Server, "close");
  const gone = await trouble();
  expect(gone.code).toBe("UNREACHABLE");
  expect(gone.message).toMatch(/^The gateway at URL can't be reached\. Is it running\?/);
});

test("a host name that nobody knows and a certificate that nobody signed are named", () => {
  const said = (code: string) =>
    connectionTrouble(
      "https://gw.example",
      new TypeError("fetch failed", { cause: Object.assign(new Error("no"), { code }) }),
    ).message;
  expect(said("ENOTFOUND")).toMatch(/host name of https:\/\/gw\.example is not known.*_URL/);
  expect(said("DEPTH_ZERO_SELF_SIGNED_CERT")).toMatch(/certificate of .* not trusted.*_EXTRA_CA/);
});

test("case 60: a form sent again has the key it had, an edited one and another form have their own", async () => {
  const keys: (string | undefined)[] = [];
  await serve(({ headers }, response) => {
    keys.push(headers["idempotency-key"]?.toString());
    response.end("{}");
  });
  const post = (submission: unknown, body: object, method: "POST" | "PATCH" = "POST") =>
    callGateway({ ...anything, method }, { body, submission });
  const [one, other] = ["a".repeat(22), "b".repeat(22)];
  for (const body of [{ a: 1 }, { a: 1 }, { a: 2 }]) await post(one, body);
  await post(other, { a: 1 });
  await post("not ours\n", { a: 1 });
  await post(one, { a: 1 }, "PATCH");
  const [first, again, edited, otherForm, ...none] = keys;
  expect(first).toMatch(/^[\x21-\x7e]{1,255}$/);
  expect(again).toBe(first);
  expect(new Set([first, edited, otherForm]).size).toBe(3);
  expect(none).toEqual([undefined, undefined]);
});

test("case 59: a strong tag comes with what was read and goes with its write; a weak one is none", async () => {
  const sent: unknown[] = [];
  let etag = '"one"';
  await serve(({ headers }, response) => {
    sent.push([headers["if-match"], headers["if-none-match"]]);
    response.setHeader("etag", etag).end("{}");
  });
  const [read, write] = [
    { ...anything, method: "GET" },
    { ...anything, method: "PATCH" },
  ] as const;
  expect(await callGatewayTagged(read, {})).toMatchObject({ data: { etag } });
  etag = 'W/"one"';
  const weak = await callGatewayTagged(read, {});
  expect(weak).toMatchObject({ data: { etag: null } });
  await callGateway(write, { body: {}, ifMatch: '"one"' });
  await callGateway(write, { body: {}, ifMatch: null });
  await callGateway({ ...anything, method: "POST" }, { body: {}, mustBeNew: true });
  expect(sent.slice(2)).toEqual([
    ['"one"', undefined],
    [undefined, undefined],
    [undefined, "*"],
  ]);
});

test.each([
  [".", "NOT_FOUND", []],
  ["..", "NOT_FOUND", []],
  ["%2e", "UNEXPECTED_ANSWER", ["%252e"]],
  [".%2E", "UNEXPECTED_ANSWER", [".%252E"]],
])(
  "case 93: an id of dots is nobody's, and asks for no other path: %s",
  async (id, code, segments) => {
    const asked: unknown[] = [];
    await serve(({ url }, response) => {
      asked.push(url);
      response.end("{}");
    });
    expect(await trouble(() => readGroup(id))).toMatchObject({ code });
    await readGroup("a.b..c");
    expect(asked).toEqual([...segments, "a.b..c"].map((of) => `/v1/gateway/groups/${of}`));
  },
);

test("an operation is sent as its contract says: ids escaped, its method, what is absent left out", async () => {
  const sent: unknown[] = [];
  await serve(({ method, url }, response) => {
    sent.push([method, url]);
    response.end(JSON.stringify({ prefix: "sky_1" }));
  });
  const params = { group_id: "a/b ?", prefix: "sky_1" };
  const revoked = await callGateway(operations.revokeKey, { params });
  expect(revoked).toEqual({ ok: true, data: { prefix: "sky_1" } });
  const query = { include: undefined };
  await callGateway(operations.readGroup, { params: { group_id: "g" }, query });
  const loose = z.object({ prefix: z.string() }).transform(({ prefix }) => prefix.length);
  const measured = await callGateway(operations.readKey, { params, answer: loose });
  expect(measured).toEqual({ ok: true, data: 5 });
  const dots = await callGateway(operations.revokeKey, { params: { ...params, prefix: ".." } });
  expect(dots).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
  expect(sent).toEqual([
    ["DELETE", "/v1/gateway/groups/a%2Fb%20%3F/api_keys/sky_1"],
    ["GET", "/v1/gateway/groups/g"],
    ["GET", "/v1/gateway/groups/a%2Fb%20%3F/api_keys/sky_1"],
  ]);
});
