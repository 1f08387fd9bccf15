import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefused as expectRefusedBy, type Refusal } from "../../testing/expect-refused";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, mintKey } from "../../testing/test-groups";
import type { TestAnswer } from "../../testing/test-request";

let gateway: TestGateway;
let key: string;
beforeAll(async () => {
  gateway = await createTestGateway();
  key = gateway.managementKey;
});
afterAll(() => gateway.close());

const expectRefused = (request: () => Promise<TestAnswer>, refusal: Refusal) =>
  expectRefusedBy(gateway, request, refusal);
const invalid = (...paths: string[]) => ({ status: 400, code: "VALIDATION_ERROR", paths });
const path = "/v1/api_keys";
const create = (body: unknown, by = key, at = path, headers = {}) =>
  gateway.inject("POST", at, { key: by, body, headers });
const get = (at: string, by = key) => gateway.inject("GET", at, { key: by });
const plaintext = async (type: string) => (await create({ type })).json.api_key as string;
const keys = async () => (await get(path)).json.keys as Record<string, unknown>[];
const speaksFor = (person: object) => ({
  "x-headgate-actor": Buffer.from(JSON.stringify(person)).toString("base64url"),
});

describe("case 66: management keys by the hosted service's types", () => {
  it.each([
    "WORKSPACE_MANAGE_ALL",
    "WORKSPACE_EXPORT_METRICS",
    "WORKSPACE_MANAGE_API_KEYS",
    "HEADGATE_VIEW",
    "PERSONAL",
  ])("%s is made once in plaintext, listed without it, and ended by its prefix", async (type) => {
    const created = await create({ name: `of ${type}`, type, model_ids: null });
    expect(created.status, created.text).toBe(200);
    expect(created.headers["cache-control"]).toBe("no-store");
    expect(Object.keys(created.json)).toEqual(["api_key"]);
    const prefix = created.json.api_key.slice(0, 16);
    const listed = (await keys()).find((item) => item["prefix"] === prefix);
    expect(listed).toMatchObject({ name: `of ${type}`, type, team_name: "default" });
    expect((await get(path)).text).not.toContain(created.json.api_key.slice(16));
    const ended = await gateway.inject("DELETE", `${path}/${prefix}`, { key });
    expect(ended).toMatchObject({ status: 200, json: { prefix } });
    expect((await get("/v1/users/me", created.json.api_key)).status).toBe(401);
    const again = () => gateway.inject("DELETE", `${path}/${prefix}`, { key });
    await expectRefused(again, { status: 404, code: "NOT_FOUND" });
  });

  it("need no name: then it is null, and the former list shows the prefix", async () => {
    const made = await plaintext("HEADGATE_VIEW");
    const prefix = made.slice(0, 16);
    expect((await keys()).find((item) => item["prefix"] === prefix)?.["name"]).toBeNull();
    const former = (await get("/v1/gateway/management_keys")).json.items;
    expect(former.find((item: { prefix: string }) => item.prefix === prefix).name).toBe(prefix);
  });

  it.each([
    [{}, "type"],
    [{ type: "NOPE" }, "type"],
    [{ type: "WORKSPACE_INVOKE" }, "type"],
    [{ type: "HEADGATE_VIEW", name: "" }, "name"],
    [{ type: "HEADGATE_VIEW", name: "x".repeat(256) }, "name"],
    [{ type: "WORKSPACE_EXPORT_METRICS", model_ids: ["abc"] }, "model_ids"],
    [{ type: "WORKSPACE_MANAGE_ALL", team_id: "other" }, "team_id"],
  ])("are refused for %j, naming the field", async (body, field) => {
    await expectRefused(() => create(body), invalid(field));
  });

  it("say why there are no keys for calling models, and where those are made", async () => {
    const { json } = await create({ type: "WORKSPACE_INVOKE" });
    expect(json.message).toContain("/v1/gateway/groups/{group_id}/api_keys");
  });

  it("can't be ended by themselves, nor when they are another workspace's", async () => {
    const own = () => gateway.inject("DELETE", `${path}/${key.slice(0, 16)}`, { key });
    await expectRefused(own, invalid("api_key_prefix"));
    const theirs = gateway.otherWorkspace.managementKey.slice(0, 16);
    const foreign = () => gateway.inject("DELETE", `${path}/${theirs}`, { key });
    await expectRefused(foreign, { status: 403, code: "FORBIDDEN" });
  });
});

describe("what a key of each type may do", () => {
  const may: Record<string, string[]> = {
    WORKSPACE_MANAGE_ALL: ["view", "write", "mint", "list", "metrics", "register"],
    PERSONAL: ["view", "write", "mint", "list", "metrics", "register"],
    HEADGATE_VIEW: ["view", "list", "metrics"],
    WORKSPACE_EXPORT_METRICS: ["metrics"],
    WORKSPACE_MANAGE_API_KEYS: ["mint", "list"],
  };

  it.each(Object.keys(may))("%s", async (type) => {
    const by = await plaintext(type);
    const group = await addGroup(gateway, `of ${type}`);
    const ofGroup = `/v1/gateway/groups/${group.id}/api_keys`;
    const minted = await mintKey(gateway, group);
    const asks: [string, string, string, unknown?][] = [
      ["view", "GET", "/v1/gateway/groups"],
      ["view", "GET", "/v1/gateway/endpoints"],
      ["view", "GET", "/v1/audit_logs"],
      ["view", "GET", path],
      ["view", "GET", "/v1/teams"],
      ["write", "POST", "/v1/secrets", { name: "n", value: "v" }],
      ["write", "PATCH", `/v1/gateway/groups/${group.id}`, { metadata: { name: "x" } }],
      ["write", "POST", path, { type: "HEADGATE_VIEW" }],
      ["mint", "POST", ofGroup, { name: "k" }],
      ["list", "GET", ofGroup],
      ["list", "GET", `${ofGroup}/${minted.prefix}`],
      ["mint", "DELETE", `${ofGroup}/${minted.prefix}`],
      ["metrics", "GET", "/metrics"],
    ];
    for (const [need, method, at, body] of asks) {
      const { status } = await gateway.inject(method, at, {
        ...{ key: by, body },
        // As from elsewhere: programs of this machine need no key for the metrics.
        headers: { "x-forwarded-for": "198.51.100.1" },
      });
      expect(status, `${method} ${at}`).toBe(may[type]?.includes(need) ? 200 : 403);
    }
    const register = await gateway.inject("POST", `${ofGroup}/register`, {
      ...{ key: by, body: { key: "x".repeat(40) } },
    });
    expect(register.status === 403).toBe(!may[type]?.includes("register"));
    expect((await get("/v1/users/me", by)).status).toBe(200);
  });
});

describe("who a key acts as", () => {
  it("is the person of a personal key, the person whom a dashboard names, or the key", async () => {
    const dashboardKey = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
      isDashboard: true,
    });
    const ada = { id: "mem_ada", email: "ada@example.com" };
    const asAda = { user_id: "mem_ada", email: ada.email, name: ada.email };
    const made = await create({ type: "PERSONAL" }, dashboardKey, path, speaksFor(ada));
    const me = await get("/v1/users/me", made.json.api_key);
    expect(me.json).toEqual({ ...asAda, workspace_name: "default" });
    const named = await gateway.inject("GET", "/v1/users/me", {
      ...{ key: dashboardKey, headers: speaksFor(ada) },
    });
    expect(named.json).toEqual({ ...asAda, workspace_name: "default" });
    expect((await get("/v1/users/me")).json).toEqual({
      user_id: expect.stringMatching(/^mky_/),
      ...{ email: null, name: "management key", workspace_name: "default" },
    });
    const prefix = made.json.api_key.slice(0, 16);
    const owned = (await keys()).find((item) => item["prefix"] === prefix);
    expect(owned).toMatchObject({ type: "PERSONAL", owner: asAda });
  });
});

describe("teams", () => {
  it("are one: the workspace", async () => {
    const team = {
      ...{ id: gateway.workspaceId, name: "default", default: true },
      created_at: "2026-03-10T12:00:00.000Z",
    };
    expect((await get("/v1/teams")).json).toEqual({ teams: [team] });
    expect((await get(`/v1/teams/${team.id}`)).json).toEqual(team);
  });

  it("have the workspace's secrets and keys", async () => {
    const at = `/v1/teams/${gateway.workspaceId}`;
    const saved = await create({ name: "of team", value: "v" }, key, `${at}/secrets`);
    expect(saved.json).toMatchObject({ name: "of team", team_name: "default" });
    expect((await get(`${at}/secrets`)).json).toEqual((await get("/v1/secrets")).json);
    const made = await create({ type: "HEADGATE_VIEW" }, key, `${at}/api_keys`);
    expect((await get("/v1/users/me", made.json.api_key)).status).toBe(200);
    const gone = await gateway.inject("DELETE", `${at}/secrets/of%20team`, { key });
    expect(gone).toMatchObject({ status: 200, json: { name: "of team" } });
  });

  it("are 404 where nobody has them, 403 where another workspace does", async () => {
    for (const [id, refusal] of [
      ["nope", { status: 404, code: "NOT_FOUND" }],
      [gateway.otherWorkspace.id, { status: 403, code: "FORBIDDEN" }],
    ] as const) {
      const at = `/v1/teams/${id}`;
      await expectRefused(() => get(at), refusal);
      await expectRefused(() => get(`${at}/secrets`), refusal);
      await expectRefused(() => create({ name: "n", value: "v" }, key, `${at}/secrets`), refusal);
      await expectRefused(() => create({ type: "PERSONAL" }, key, `${at}/api_keys`), refusal);
      const remove = () => gateway.inject("DELETE", `${at}/secrets/n`, { key });
      await expectRefused(remove, refusal);
    }
  });
});

describe("paths of the management plane that nobody has", () => {
  it.each(["/v1/audit_logs/x", "/v1/api_keys/a/b", "/v1/teams/a/b", "/v1/users/you"])(
    "%s answers in the management plane's shape",
    async (at) => {
      const { status, json } = await get(at);
      expect({ status, code: json.code }).toEqual({ status: 404, code: "NOT_FOUND" });
    },
  );
});
