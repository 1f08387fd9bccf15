import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefused as expectRefusedBy, type Refusal } from "../../testing/expect-refused";
import { managementRows } from "../../testing/management-rows";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";
import type { TestAnswer } from "../../testing/test-request";

let gateway: TestGateway;
let key: string;
const path = "/v1/gateway/management_keys";

beforeAll(async () => {
  gateway = await createTestGateway();
  key = gateway.managementKey;
});
afterAll(() => gateway.close());

const create = (body: unknown = { name: "ci" }) => gateway.inject("POST", path, { key, body });
const revoke = (id: string, by = key) => gateway.inject("DELETE", `${path}/${id}`, { key: by });
interface Listed {
  id: string;
  prefix: string;
  last_used_at: string | null;
}
const list = async (by = key): Promise<Listed[]> =>
  (await gateway.inject("GET", path, { key: by })).json.items;
const findId = async (plaintext: string, by = key) =>
  (await list(by)).find(({ prefix }) => plaintext.startsWith(prefix))?.id ?? "";

const expectRefused = (request: () => Promise<TestAnswer>, refusal: Refusal) =>
  expectRefusedBy(gateway, request, refusal);

describe("capabilities", () => {
  it("tell what this server offers and whose workspace it is", async () => {
    const at = "/v1/gateway/capabilities";
    const answer = await gateway.inject("GET", at, { key: gateway.viewKey });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      server: "headgate",
      version: "0.0.0-test",
      capabilities: expect.arrayContaining(["management_keys", "dangling_slugs", "wider_audit"]),
      insecure_upstreams_allowed: gateway.deps.config.allowInsecureUpstreams,
      workspace: {
        id: gateway.workspaceId,
        name: "default",
        slug_prefixes: ["acme"],
        has_registration_public_key: true,
        scope: "view",
      },
    });
    const theirs = await gateway.inject("GET", at, { key: gateway.otherWorkspace.managementKey });
    expect(theirs.json.workspace).toMatchObject({
      slug_prefixes: ["globex"],
      has_registration_public_key: false,
      scope: "management",
    });
  });

  it("are offered for real: each extension path that they name answers", async () => {
    const paths = [path, "/v1/gateway/dangling_slugs", "/v1/gateway/endpoints?include=group_count"];
    for (const at of [...paths, "/v1/gateway/groups?parent_group_id=root&include=child_count"]) {
      expect((await gateway.inject("GET", at, { key })).status, at).toBe(200);
    }
  });
});

describe("management keys", () => {
  it("are answered in plaintext once, not to be stored, and work at once", async () => {
    const created = await create({ name: "ci", scope: "view" });
    expect(created.status).toBe(200);
    expect(created.headers["cache-control"]).toBe("no-store");
    const { api_key: plaintext, ...rest } = created.json;
    expect(plaintext).toMatch(/^hgm_[A-Za-z0-9_-]{44}$/);
    expect(rest).toEqual({
      id: expect.stringMatching(/^mky_/),
      name: "ci",
      prefix: plaintext.slice(0, 16),
      scope: "view",
      is_dashboard: false,
      created_at: "2026-03-10T12:00:00.000Z",
      last_used_at: null,
    });
    expect(await list()).toContainEqual(rest);
    expect(await list(plaintext)).toHaveLength((await list()).length);
    await expectRefused(
      () => gateway.inject("POST", path, { key: plaintext, body: { name: "x" } }),
      { status: 403, code: "FORBIDDEN" },
    );

    const secretPart = plaintext.slice(16);
    const elsewhere = [
      (await gateway.inject("GET", path, { key })).text,
      (await gateway.inject("GET", "/v1/audit_logs", { key })).text,
      gateway.logLines.join(""),
      (await managementRows(gateway.db)).join(""),
    ];
    for (const text of elsewhere) expect(text).not.toContain(secretPart);
  });

  it("may do everything unless made for viewing", async () => {
    const { json } = await create({ name: "everything" });
    expect(json.scope).toBe("management");
    const body = { name: "by the new key" };
    const answer = await gateway.inject("POST", path, { key: json.api_key, body });
    expect(answer.status).toBe(200);
  });

  it("are refused from the moment they are revoked, and stay named in the audit log", async () => {
    const { id, api_key: plaintext, prefix } = (await create({ name: "short-lived" })).json;
    expect(await revoke(id)).toMatchObject({ status: 200, json: { id } });
    const answer = await gateway.inject("GET", path, { key: plaintext });
    expect(answer.status).toBe(401);
    await expectRefused(() => revoke(id), { status: 404, code: "NOT_FOUND" });
    const log = "/v1/audit_logs?event_type_groups=API_KEYS&search=short-lived";
    const { items } = (await gateway.inject("GET", log, { key })).json;
    expect(items).toMatchObject([
      { event_type: "API_KEY_DELETED", event_data: { api_key_id: id, prefix } },
      { event_type: "API_KEY_CREATED", event_data: { api_key_id: id, prefix } },
    ]);
  });

  it("can't lock their operator out: not themselves, not the dashboard's", async () => {
    const refusal = { status: 400, code: "VALIDATION_ERROR", paths: ["key_id"] };
    const own = await findId(key);
    await expectRefused(() => revoke(own), refusal);
    const dashboardKey = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
      isDashboard: true,
    });
    const dashboardId = await findId(dashboardKey);
    await expectRefused(() => revoke(dashboardId), refusal);
    await expectRefused(() => revoke(dashboardId, dashboardKey), refusal);
  });

  it("can't both revoke each other at the same moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [(await create()).json, (await create()).json];
      const answers = await Promise.all([revoke(b.id, a.api_key), revoke(a.id, b.api_key)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    }
  });

  it("remember their last use, at most once a minute", async () => {
    const { id, api_key: plaintext } = (await create()).json;
    const lastUse = async () => (await list()).find((item) => item.id === id)?.last_used_at;
    const use = () => gateway.inject("GET", path, { key: plaintext });
    const start = gateway.clock.now();
    await use();
    expect(await lastUse()).toBe(new Date(start).toISOString());
    gateway.clock.advance(59_000);
    await use();
    expect(await lastUse()).toBe(new Date(start).toISOString());
    gateway.clock.advance(2_000);
    await use();
    expect(await lastUse()).toBe(new Date(start + 61_000).toISOString());
  });

  it("need a name and a scope that exists", async () => {
    const bad: [unknown, string][] = [
      [{}, "name"],
      [{ name: "" }, "name"],
      [{ name: "x".repeat(256) }, "name"],
      [{ name: "x", scope: "admin" }, "scope"],
    ];
    for (const [body, field] of bad) {
      const refusal = { status: 400, code: "VALIDATION_ERROR", paths: [field] };
      await expectRefused(() => create(body), refusal);
    }
  });
});

describe("every workspace path", () => {
  const routes = [
    { method: "GET", of: () => "/v1/gateway/capabilities" },
    { method: "GET", of: () => path },
    { method: "POST", of: () => path, body: { name: "x" } },
    { method: "DELETE", of: (id: string) => `${path}/${id}` },
  ];

  it("answers 401 to strangers, 403 to the not onboarded, and keeps view keys from writing", async () => {
    const { id } = (await create()).json;
    for (const { method, of, body } of routes) {
      const as = (by?: string) => () => gateway.inject(method, of(id), { key: by, body });
      await expectRefused(as(undefined), { status: 401, code: "UNAUTHENTICATED" });
      await expectRefused(as("nope"), { status: 401, code: "UNAUTHENTICATED" });
      const pending = gateway.pendingWorkspace.managementKey;
      await expectRefused(as(pending), { status: 403, code: "WORKSPACE_NOT_ONBOARDED" });
      const viewed = as(gateway.viewKey);
      if (method === "GET") expect((await viewed()).status).toBe(200);
      else await expectRefused(viewed, { status: 403, code: "FORBIDDEN" });
    }
  });

  it("answers 403 for another workspace's key and 404 for one that nobody has", async () => {
    const theirs = gateway.otherWorkspace.managementKey;
    const foreignId = await findId(theirs, theirs);
    await expectRefused(() => revoke(foreignId), { status: 403, code: "FORBIDDEN" });
    await expectRefused(() => revoke("mky_unknown"), { status: 404, code: "NOT_FOUND" });
    expect((await list(theirs)).map(({ id }) => id)).toEqual([foreignId]);
  });
});
