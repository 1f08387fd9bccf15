import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorBody } from "../../contracts/error";
import type { Group } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, dumpTables, groupBody, groupsPath, mintKey } from "../../testing/test-groups";
import { signed } from "../../testing/test-registration";
import type { TestAnswer } from "../../testing/test-request";

let gateway: TestGateway;
let group: Group;
let theirs: Group;
let federatedKey: string;
let prefix: string;

beforeAll(async () => {
  gateway = await createTestGateway();
  group = await addGroup(gateway, "ours");
  theirs = await addGroup(gateway, "theirs", {}, gateway.otherWorkspace.managementKey);
  ({ api_key: federatedKey, prefix } = await mintKey(gateway, group));
});
afterAll(() => gateway.close());

interface Operation {
  method: string;
  /** Below /v1/gateway; `:group` and `:prefix` stand for ids. */
  path: string;
  scope: "view" | "management";
  body?: () => unknown;
  /** Requests of it that are 400: a query, or a body. */
  invalid: { query?: string; body?: unknown }[];
}

const groups = "/groups";
const ofGroup = `${groups}/:group`;
const keys = `${ofGroup}/api_keys`;
const pageQueries = [{ query: "?limit=0" }, { query: "?limit=1001" }, { query: "?cursor=no" }];
const noJsonObjects = [{ body: "{" }, { body: '"text"' }, { body: "[1]" }, { body: "\u00ff{" }];

const operations: Operation[] = [
  {
    method: "POST",
    path: groups,
    scope: "management",
    body: () => groupBody(`new ${gateway.deps.ids.create("grp")}`),
    invalid: [...noJsonObjects, { body: {} }, { body: "null" }, { body: undefined }],
  },
  { method: "GET", path: groups, scope: "view", invalid: pageQueries },
  { method: "GET", path: ofGroup, scope: "view", invalid: [{ query: "?include=a&include=b" }] },
  {
    method: "PATCH",
    path: ofGroup,
    scope: "management",
    body: () => ({ metadata: { name: "changed" } }),
    invalid: [...noJsonObjects, { body: {} }, { body: { metadata: { name: 5 } } }],
  },
  { method: "GET", path: `${ofGroup}/usage`, scope: "view", invalid: [] },
  { method: "GET", path: `${ofGroup}/limits`, scope: "view", invalid: [] },
  {
    method: "POST",
    path: keys,
    scope: "management",
    body: () => ({ name: "k" }),
    invalid: [...noJsonObjects, { body: { name: 5 } }, { body: { name: "x".repeat(256) } }],
  },
  {
    method: "POST",
    path: `${keys}/register`,
    scope: "management",
    invalid: [...noJsonObjects, { body: {} }, { body: undefined }],
  },
  { method: "GET", path: keys, scope: "view", invalid: pageQueries },
  { method: "GET", path: `${keys}/:prefix`, scope: "view", invalid: [] },
  { method: "DELETE", path: `${keys}/:prefix`, scope: "management", invalid: [] },
  { method: "DELETE", path: ofGroup, scope: "management", invalid: [] },
];

const isRegistration = ({ path }: Operation) => path.endsWith("/register");
const registration = () =>
  signed(gateway, { key: `own-${gateway.deps.ids.create("grp")}-Zq8vWxYz7Lm3` });

function call(
  operation: Operation,
  options: { key?: string; groupId?: string; prefix?: string; query?: string; body?: unknown } = {},
): Promise<TestAnswer> {
  const path = operation.path
    .replace(":group", options.groupId ?? group.id)
    .replace(":prefix", options.prefix ?? prefix);
  const url = `/v1/gateway${path}${options.query ?? ""}`;
  const sent = isRegistration(operation) ? registration() : { body: operation.body?.() };
  return gateway.inject(operation.method, url, {
    ...sent,
    key: options.key,
    ...("body" in options ? { body: options.body } : {}),
  });
}

/** An error of our shape, and a database that no byte of the request reached. */
async function expectRefusal(
  status: number,
  request: () => Promise<TestAnswer>,
): Promise<TestAnswer> {
  const before = await dumpTables(gateway.db);
  const answer = await request();
  expect(answer.status, answer.text).toBe(status);
  const body = errorBody.parse(answer.json);
  expect(body.code).toMatch(/^[A-Z_]+$/);
  expect(answer.headers["x-request-id"]).toMatch(/^req_/);
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(await dumpTables(gateway.db)).toBe(before);
  return answer;
}

const named = (some: Operation[]) => some.map((operation) => ({ ...operation, operation }));
const writes = named(operations.filter(({ scope }) => scope === "management"));
const onGroups = named(operations.filter(({ path }) => path.includes(":group")));
const onKeys = named(operations.filter(({ path }) => path.includes(":prefix")));

describe("without a known management key it is 401", () => {
  test.each(named(operations))("$method $path", async ({ operation }) => {
    const { managementKey } = gateway;
    const keys = [undefined, "", "unknown", federatedKey, managementKey.slice(0, -1)];
    for (const key of [...keys, `${managementKey}x`, managementKey.toUpperCase()]) {
      const answer = await expectRefusal(401, () => call(operation, { ...(key && { key }) }));
      expect(answer.json.code).toBe("UNAUTHENTICATED");
      expect(answer.headers["www-authenticate"]).toContain("Api-Key");
    }
  });
});

describe("for a workspace that is not onboarded it is 403", () => {
  test.each(named(operations))("$method $path", async ({ operation }) => {
    const { managementKey: key } = gateway.pendingWorkspace;
    const answer = await expectRefusal(403, () => call(operation, { key }));
    expect(answer.json.code).toBe("WORKSPACE_NOT_ONBOARDED");
  });
});

describe("a write with a view key is 403", () => {
  test.each(writes)("$method $path", async ({ operation }) => {
    const answer = await expectRefusal(403, () => call(operation, { key: gateway.viewKey }));
    expect(answer.json.code).toBe("FORBIDDEN");
  });
});

describe("case 24: on another workspace's group it is 403, and nothing changes", () => {
  test.each(onGroups)("$method $path", async ({ operation }) => {
    const { managementKey: key } = gateway;
    await expectRefusal(403, () => call(operation, { key, groupId: theirs.id }));
  });
});

describe("on an unknown group it is 404", () => {
  test.each(onGroups)("$method $path", async ({ operation }) => {
    const { managementKey: key } = gateway;
    for (const groupId of ["grp_none", "%20", "..%2F..", "a".repeat(900), "__proto__"]) {
      await expectRefusal(404, () => call(operation, { key, groupId }));
    }
  });
});

describe("on an unknown key it is 404", () => {
  test.each(onKeys)("$method $path", async ({ operation }) => {
    const { managementKey: key } = gateway;
    for (const unknown of ["sky_none", "constructor", prefix.slice(0, -1)]) {
      await expectRefusal(404, () => call(operation, { key, prefix: unknown }));
    }
  });
});

describe("what breaks its contract is 400", () => {
  test.each(named(operations))("$method $path", async ({ operation }) => {
    const { managementKey: key } = gateway;
    for (const invalid of operation.invalid) {
      await expectRefusal(400, () => call(operation, { key, ...invalid }));
    }
    if (operation.path.includes(":group")) {
      await expectRefusal(400, () => call(operation, { key, groupId: "%00" }));
      await expectRefusal(400, () => call(operation, { key, groupId: "%E0%A4%A" }));
    }
  });
});

// Last, and in order: it ends with the deletion of what the others name.
describe("with a key of its scope it is 200", () => {
  test.each(named(operations))("$method $path", async ({ operation }) => {
    const key = operation.scope === "view" ? gateway.viewKey : gateway.managementKey;
    const answer = await call(operation, { key });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers["x-request-id"]).toMatch(/^req_/);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  });
});

describe("GET /v1/spec", () => {
  test("describes every operation of groups and keys, and how they fail, without a key", async () => {
    const answer = await gateway.inject("GET", "/v1/spec");
    expect(answer.status).toBe(200);
    expect(answer.json.openapi).toMatch(/^3\.1/);
    for (const { method, path } of operations) {
      const documented = `/v1/gateway${path.replace(":group", "{group_id}").replace(":prefix", "{prefix}")}`;
      const operation = answer.json.paths[documented]?.[method.toLowerCase()];
      expect(operation, `${method} ${path}`).toMatchObject({
        responses: { 200: expect.anything(), default: expect.anything() },
      });
    }
    const { schema } = answer.json.paths[groupsPath].post.requestBody.content["application/json"];
    const create = answer.json.components.schemas[String(schema.$ref).split("/").at(-1) ?? ""];
    expect(create.required).toEqual(["metadata", "models", "hierarchy"]);
  });

  test("is the same for everybody and holds no secret", async () => {
    const [one, other] = [
      await gateway.inject("GET", "/v1/spec"),
      await gateway.inject("GET", "/v1/spec", { key: gateway.managementKey }),
    ];
    expect(one.text).toBe(other.text);
    expect(one.text).not.toContain(gateway.workspaceId);
  });
});
