import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { managementRows } from "../../testing/management-rows";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
const servers: Server[] = [];
/** What each server was sent as a key, by its place: the provider's, then an operator's own. */
const received: string[][] = [[], []];
const origins: string[] = [];
let secretId: string;

beforeAll(async () => {
  for (const keys of received) {
    const server = createServer((request, response) => {
      keys.push(request.headers.authorization ?? "");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "H" } }] }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    servers.push(server);
    origins.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  gateway = await createTestGateway();
  await gateway.db.query(
    "UPDATE management_keys SET is_dashboard = true WHERE scope = 'management'",
  );
});
afterAll(async () => {
  await gateway.close();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

type Role = "viewer" | "operator" | "admin";
/** null = the management key itself; a role = a member through the dashboard. */
type Who = { id: string; role?: Role } | null;
const operator = { id: "mem_operator", role: "operator" } as const;
const admin = { id: "mem_admin", role: "admin" } as const;

function call(method: "POST" | "PATCH", path: string, body: object, who: Who) {
  const actor = who && JSON.stringify({ ...who, email: `${who.id}@example.com` });
  return gateway.inject(method, path, {
    key: gateway.managementKey,
    body,
    headers: actor ? { "x-headgate-actor": Buffer.from(actor).toString("base64url") } : {},
  });
}

const target = (place: number, path = "", secret = secretId) => ({
  provider: "OPENAI_COMPATIBLE",
  target_model: "llama",
  secret_id: secret,
  base_url: `${origins[place]}${path}`,
});
const testTarget = (place: number, who: Who, secret?: string) =>
  call("POST", "/v1/gateway/endpoints/test", { targets: [target(place, "", secret)] }, who);
let made = 0;
const publish = (place: number, who: Who, secret?: string) =>
  call(
    "POST",
    "/v1/gateway/endpoints",
    { slug: `acme/s${made++}`, targets: [target(place, "/a", secret)] },
    who,
  );

async function save(name: string, who: Who): Promise<string> {
  const saved = await call("POST", "/v1/secrets", { name, value: `sk-${name}` }, who);
  expect(saved.status, saved.text).toBe(200);
  return saved.json.id;
}

beforeEach(async () => {
  secretId = await save(`provider${made++}`, admin);
  for (const keys of received) keys.length = 0;
});

describe("case 88: a secret of the workspace, in an operator's hands", () => {
  test("case 88: is sent nowhere while nobody who may has used it", async () => {
    for (const answer of [await testTarget(0, operator), await publish(0, operator)]) {
      expect(answer.status).toBe(403);
      expect(answer.json.details[0].path).toBe("targets.0.secret_id");
      expect(answer.json.message).toContain("not used yet");
    }
    expect(received.flat()).toEqual([]);
  });

  test("case 88: goes where an admin sent it, and not to a server of the operator's own", async () => {
    expect((await publish(0, admin)).status).toBe(200);
    expect((await testTarget(0, operator)).json.ok).toBe(true);
    const endpoint = await publish(0, operator);
    expect(endpoint.status).toBe(200);
    const before = await managementRows(gateway.db);
    const path = `/v1/gateway/endpoints/${endpoint.json.id}`;
    const refused = [
      await testTarget(1, operator),
      await publish(1, operator),
      await call("PATCH", path, { targets: [target(1)] }, operator),
      await testTarget(1, { id: "mem_older_dashboard" }),
      await testTarget(1, { id: "mem_viewer", role: "viewer" }),
    ];
    for (const answer of refused) {
      expect(answer.status).toBe(403);
      expect(answer.json.message).toContain(`kept for ${origins[0]}: to send it to ${origins[1]}`);
    }
    expect(await managementRows(gateway.db)).toEqual(before);
    expect(received[1]).toEqual([]);
    const elsewhere = target(0, "/another/path");
    expect((await call("PATCH", path, { targets: [elsewhere] }, operator)).status).toBe(200);
  });

  test("case 88: stays bound when the endpoint goes and when its value is rotated", async () => {
    expect((await publish(0, admin)).status).toBe(200);
    await gateway.db.query("DELETE FROM endpoints");
    expect((await publish(0, operator)).status).toBe(200);
    expect((await testTarget(1, operator)).status).toBe(403);
  });

  test("case 88: may be sent anywhere by an admin, a management key, and who typed its value", async () => {
    expect((await testTarget(1, admin)).json.ok).toBe(true);
    expect((await testTarget(1, null)).json.ok).toBe(true);
    const own = await save(`own${made++}`, operator);
    expect((await testTarget(1, operator, own)).json.ok).toBe(true);
    expect((await testTarget(1, { ...operator, id: "mem_other" }, own)).status).toBe(403);
    expect((await publish(1, operator, own)).status).toBe(200);
    expect((await testTarget(1, { ...operator, id: "mem_other" }, own)).json.ok).toBe(true);
  });

  test("case 88: is not the operator's any more once somebody else gave it another value", async () => {
    const own = await save("shared", operator);
    expect((await testTarget(1, operator, own)).json.ok).toBe(true);
    expect(await save("shared", admin)).toBe(own);
    expect((await testTarget(1, operator, own)).status).toBe(403);
  });

  test("case 88: a test alone binds it nowhere, whoever made it", async () => {
    expect((await testTarget(0, admin)).json.ok).toBe(true);
    expect((await testTarget(0, operator)).status).toBe(403);
  });

  test.each([
    ["another port", (origin: string) => origin.replace(/:\d+$/, ":1")],
    ["another scheme", (origin: string) => origin.replace("http:", "https:")],
    [
      "another host for the same address",
      (origin: string) => origin.replace("127.0.0.1", "localhost"),
    ],
  ])("case 88: %s is another origin", async (_, change) => {
    expect((await publish(0, admin)).status).toBe(200);
    const body = { targets: [{ ...target(0), base_url: change(origins[0] ?? "") }] };
    expect((await call("POST", "/v1/gateway/endpoints/test", body, operator)).status).toBe(403);
  });
});
