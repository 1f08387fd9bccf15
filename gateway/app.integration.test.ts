import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Group } from "./contracts/group";
import { addManagementKey, createTestGateway, type TestGateway } from "./testing/test-gateway";
import { addGroup, groupBody, groupsPath, mintKey } from "./testing/test-groups";

let gateway: TestGateway;
let group: Group;
beforeAll(async () => {
  gateway = await createTestGateway();
  group = await addGroup(gateway, "ours");
});
afterAll(() => gateway.close());

describe("the management key", () => {
  test("is taken as Api-Key and as Bearer, in any case", async () => {
    for (const scheme of ["Api-Key", "Bearer", "api-key", "BEARER"]) {
      const headers = { authorization: `${scheme} ${gateway.managementKey}` };
      expect((await gateway.inject("GET", groupsPath, { headers })).status).toBe(200);
    }
  });

  test("is not taken in another scheme, twice, in the query or as a cookie", async () => {
    const key = gateway.managementKey;
    const basic = Buffer.from(`${key}:`).toString("base64");
    const refused: Record<string, string>[] = [
      { authorization: key },
      { authorization: `Basic ${basic}` },
      { authorization: `Api-Key ${key} ${key}` },
      { authorization: `Api-Key ${key}, Api-Key ${key}` },
      { cookie: `authorization=Api-Key ${key}` },
      { "x-api-key": key },
    ];
    for (const headers of refused) {
      expect((await gateway.inject("GET", groupsPath, { headers })).status).toBe(401);
    }
    expect((await gateway.inject("GET", `${groupsPath}?api_key=${key}`)).status).toBe(401);
  });

  test("is refused at once after it was revoked", async () => {
    const key = await addManagementKey(gateway.deps, gateway.workspaceId, "management");
    expect((await gateway.inject("GET", groupsPath, { key })).status).toBe(200);
    await gateway.db.query("UPDATE management_keys SET revoked_at = now() WHERE prefix = $1", [
      key.slice(0, 16),
    ]);
    expect((await gateway.inject("GET", groupsPath, { key })).status).toBe(401);
  });

  test("decides before the body is read: 401 for a body that is not JSON", async () => {
    expect((await gateway.inject("POST", groupsPath, { body: "{" })).status).toBe(401);
  });
});

describe("the person a dashboard names", () => {
  const readActor = async (groupId: string) => {
    const { rows } = await gateway.db.query<{ actor: Record<string, unknown> }>(
      "SELECT actor FROM audit_logs WHERE event_data->>'group_id' = $1",
      [groupId],
    );
    return rows[0]?.actor;
  };
  const named = (person: unknown) => ({
    "x-headgate-actor": Buffer.from(JSON.stringify(person)).toString("base64url"),
  });
  const ada = { id: "usr_1", email: "ada@example.com" };

  test("is believed from a dashboard's key only", async () => {
    const dashboard = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
      isDashboard: true,
    });
    const create = async (key: string, externalId: string) => {
      const request = { key, body: groupBody(externalId), headers: named(ada) };
      return (await gateway.inject("POST", groupsPath, request)).json.id;
    };
    expect(await readActor(await create(dashboard, "by-ada"))).toMatchObject({
      type: "USER",
      email: "ada@example.com",
    });
    expect(await readActor(await create(gateway.managementKey, "by-key"))).toEqual({
      type: "API_KEY",
      id: expect.any(String),
      name: "management key",
      keyPrefix: gateway.managementKey.slice(0, 16),
    });
  });

  test("is refused with 400 where the header is malformed, NUL characters included", async () => {
    const key = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
      isDashboard: true,
    });
    for (const headers of [
      { "x-headgate-actor": "no" },
      named("ada"),
      named({ id: "", email: "a" }),
      named({ id: "a", email: "a\u0000" }),
      named({ id: "a", email: "x".repeat(300) }),
    ]) {
      const request = { key, body: groupBody("never"), headers };
      expect((await gateway.inject("POST", groupsPath, request)).status).toBe(400);
    }
  });
});

describe("paths and methods", () => {
  test("unknown paths are 404 in our shape, with or without a key", async () => {
    for (const path of ["/", "/v1", "/v1/gateway/nope", `${groupsPath}/${group.id}/nope`]) {
      const answer = await gateway.inject("GET", `${path}?q=secret-part`);
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual({ code: "NOT_FOUND", message: `There is no ${path}` });
      expect(answer.headers["x-request-id"]).toMatch(/^req_/);
    }
  });

  test("what an SDK asks for below /v1 and is not here fails in OpenAI's shape", async () => {
    const key = gateway.managementKey;
    const unknown = await gateway.inject("POST", "/v1/responses?q=secret-part", { key, body: {} });
    expect(unknown.status).toBe(404);
    expect(unknown.json).toEqual({
      error: {
        message: expect.stringContaining("There is no /v1/responses here."),
        type: "invalid_request_error",
        code: "unknown_url",
        param: null,
      },
    });
    expect(unknown.headers["x-request-id"]).toMatch(/^req_/);
    const wrong = await gateway.inject("GET", "/v1/chat/completions", { key });
    expect(wrong.status).toBe(405);
    expect(wrong.json.error.code).toBe("method_not_allowed");
    expect(wrong.headers["allow"]).toBe("POST");
    for (const path of ["/v1/gateway/nope", "/v1/secrets/a/nope", "/v1/spec/nope"]) {
      expect((await gateway.inject("GET", path, { key })).json.code).toBe("NOT_FOUND");
    }
  });

  test("unknown paths are 404 whatever is sent to them", async () => {
    for (const body of ["{", '{"__proto__":{"a":1}}', "x".repeat(1_200_000), undefined]) {
      expect((await gateway.inject("POST", "/v1/nope", { body })).status).toBe(404);
    }
    const headers = { "content-type": "text/plain" };
    expect((await gateway.inject("POST", "/v1/nope", { body: "x", headers })).status).toBe(404);
  });

  test("a known path without the method is 405 and says which it has", async () => {
    const answer = await gateway.inject("PUT", `${groupsPath}/${group.id}`, {
      key: gateway.managementKey,
      body: {},
    });
    expect(answer.status).toBe(405);
    expect(answer.json.code).toBe("METHOD_NOT_ALLOWED");
    expect(answer.headers["allow"]).toBe("GET, HEAD, PATCH, DELETE");
  });

  test("HEAD answers what GET would, without a body, and needs the same key", async () => {
    const path = `${groupsPath}/${group.id}`;
    const head = await gateway.inject("HEAD", path, { key: gateway.viewKey });
    const get = await gateway.inject("GET", path, { key: gateway.viewKey });
    expect(head.status).toBe(200);
    expect(head.text).toBe("");
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    expect((await gateway.inject("HEAD", path)).status).toBe(401);
  });

  test("a path that is not percent-encoded is 400 and repeats nothing of its query", async () => {
    const answer = await gateway.inject("GET", `${groupsPath}/%zz?q=secret-part`, {
      key: gateway.managementKey,
    });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain("secret-part");
    expect(answer.headers["x-request-id"]).toMatch(/^req_/);
  });

  test("the caller's own request id is not believed", async () => {
    const headers = { "x-request-id": "mine", "request-id": "mine" };
    expect((await gateway.inject("GET", "/healthz", { headers })).headers["x-request-id"]).toMatch(
      /^req_/,
    );
  });
});

describe("a failure of our own", () => {
  test("is a plain 500 whose cause is in the log only, and no secret in either", async () => {
    const { prefix, api_key: federated } = await mintKey(gateway, group);
    const query = vi
      .spyOn(gateway.db, "query")
      .mockRejectedValue(new Error("connection to 10.1.2.3 refused"));
    gateway.logLines.length = 0;
    const answer = await gateway.inject("GET", `${groupsPath}?q=${federated}`, {
      key: gateway.managementKey,
    });
    query.mockRestore();
    expect(answer.status).toBe(500);
    expect(answer.json.code).toBe("INTERNAL_ERROR");
    expect(answer.text).not.toContain("10.1.2.3");
    const log = gateway.logLines.join("\n");
    expect(log).toContain("10.1.2.3");
    expect(log).toContain(String(answer.headers["x-request-id"]));
    expect(log).not.toContain(gateway.managementKey);
    expect(log).not.toContain(prefix);
  });
});

describe("health", () => {
  test("/healthz answers while the process lives", async () => {
    const answer = await gateway.inject("GET", "/healthz");
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ status: "ok" });
  });

  test("/readyz is 503 while the database, the counters or the ledger is away", async () => {
    expect((await gateway.inject("GET", "/readyz")).json).toEqual({
      status: "ready",
      checks: { database: true, counters: true, ledger: true },
      reasons: [],
    });
    gateway.ledger.available = false;
    const query = vi.spyOn(gateway.db, "query").mockRejectedValue(new Error("down"));
    const counters = vi.spyOn(gateway.deps.counters, "probe").mockRejectedValue(new Error("down"));
    const answer = await gateway.inject("GET", "/readyz");
    query.mockRestore();
    counters.mockRestore();
    gateway.ledger.available = true;
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({
      status: "not ready",
      checks: { database: false, counters: false, ledger: false },
    });
  });
});

test("a connection on which nothing was ever asked does not hold up the stop", async () => {
  const gateway = await createTestGateway({ listen: true });
  const { port, hostname } = new URL(gateway.url);
  const unused = connect(Number(port), hostname);
  await once(unused, "connect");
  await fetch(`${gateway.url}/healthz`);
  const left = once(unused, "close");
  await gateway.close();
  await left;
});
