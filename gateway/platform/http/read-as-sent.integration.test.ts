// Headers and bodies as clients and proxies send them: read as they are, or refused in the plane's shape.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { sendRaw } from "../../testing/raw-http";

let fixture: InferenceFixture;
let customer: string;
let manager: string;
beforeAll(async () => {
  fixture = await openInferenceFixture({ listen: true });
  customer = `authorization: Bearer ${(await fixture.addGroup()).key}`;
  manager = `authorization: Api-Key ${fixture.gateway.managementKey}`;
});
afterAll(() => fixture.close());

const chat = "/v1/chat/completions";
const groups = "/v1/gateway/groups";
const json = "content-type: application/json";
const chatBody = JSON.stringify({
  model: fixtureSlug,
  messages: [{ role: "user", content: "Hi" }],
});

const send = (line: string, headers: readonly string[], body = "") =>
  sendRaw(
    fixture.gateway.url,
    [`${line} HTTP/1.1`, "host: gateway", ...headers, "", body].join("\r\n"),
  );
const length = (body: string) => `content-length: ${Buffer.byteLength(body)}`;

test.each(["identity", "Identity", "", "identity, identity"])(
  "case 70: Content-Encoding %j is none",
  async (encoding) => {
    const headers = [json, `content-encoding: ${encoding}`];
    const called = await send(`POST ${chat}`, [customer, ...headers, length(chatBody)], chatBody);
    expect(called.status, called.text).toBe(200);
    const managed = await send(`POST ${groups}`, [manager, ...headers, length("{}")], "{}");
    expect(managed.json.message).toMatch(/metadata/);
  },
);

test.each(["gzip, chunked", "deflate, chunked", "chunked, chunked"])(
  "case 70: a body in Transfer-Encoding %j is not taken for what it is not",
  async (coding) => {
    for (const [path, key] of [
      [chat, customer],
      [groups, manager],
    ] as const) {
      const headers = [key, json, `transfer-encoding: ${coding}`];
      const answer = await send(`POST ${path}`, headers, "2\r\n{}\r\n0\r\n\r\n");
      expect([400, 415]).toContain(answer.status);
      expect(answer.headers["x-request-id"]).toMatch(/^req_/);
      expect(answer.text).not.toMatch(/metadata|model/);
    }
  },
);

test("case 70: a request to two hosts is one to neither", async () => {
  for (const path of [chat, groups]) {
    const answer = await send(`GET ${path}`, [manager, "HOST: another"]);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/one Host header/);
  }
});

test.each(["application/x-www-form-urlencoded", "text/plain", "application/json"])(
  "case 70: the type of an empty body says nothing: %s",
  async (type) => {
    const headers = [manager, `content-type: ${type}`];
    const mint = `POST ${groups}/none/api_keys`;
    expect((await send(mint, [...headers, "content-length: 0"])).status).toBe(404);
    expect((await send(`DELETE ${groups}/none`, headers)).status).toBe(404);
  },
);

test.each(["text/plain", "application/json-seq", "application/jsonx", "text/json"])(
  "case 70: a body of type %s is a 415",
  async (type) => {
    const headers = [manager, `content-type: ${type}`, length("{}")];
    const answer = await send(`POST ${groups}`, headers, "{}");
    expect(answer).toMatchObject({ status: 415, json: { code: "UNSUPPORTED_MEDIA_TYPE" } });
  },
);

test("case 70: a header behind a thousand others is read", async () => {
  const others = Array.from({ length: 1_500 }, (_, at) => `x${at}: a`);
  expect((await send(`GET ${groups}`, [...others, manager])).status).toBe(200);
});

test.each([{}, { stream: true }])(
  "case 94: what a model answered is kept by nobody: %j",
  async (how) => {
    const body = JSON.stringify({ ...JSON.parse(chatBody), ...how });
    const answer = await send(
      `POST ${chat}`,
      [customer, json, "connection: close", length(body)],
      body,
    );
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers["cache-control"]).toContain("no-store");
  },
);
