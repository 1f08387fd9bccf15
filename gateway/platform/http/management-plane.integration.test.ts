import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorBody } from "../../contracts/error";
import type { Group } from "../../contracts/group";
import { groupOperations } from "../../contracts/operations/groups";
import { keyOperations } from "../../contracts/operations/keys";
import type { Operation } from "../../contracts/operations/operation";
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

/** What is sent to an operation, and what is not taken from anybody. */
interface Requests {
  /** What it can't be asked without. */
  query?: string;
  body?: () => unknown;
  /** Requests of it that are 400: a query, or a body. */
  invalid: { query?: string; body?: unknown }[];
}

const pageQueries = [{ query: "?limit=0" }, { query: "?limit=1001" }, { query: "?cursor=no" }];
const noJsonObjects = [{ body: "{" }, { body: '"text"' }, { body: "[1]" }, { body: "\u00ff{" }];
const limit = "?slug=acme/a&type=TOKEN&unit=MINUTE";
const described = { ...groupOperations, ...keyOperations };

/** In this order each finds what it names: what is deleted comes last. What needs no words of its own has no row. */
const requestsOf: Partial<Record<keyof typeof described, Requests>> = {
  createGroup: {
    body: () => groupBody(`new ${gateway.deps.ids.create("grp")}`),
    invalid: [...noJsonObjects, { body: {} }, { body: "null" }, { body: undefined }],
  },
  listGroups: { invalid: pageQueries },
  readGroup: { invalid: [{ query: "?include=a&include=b" }] },
  updateGroup: {
    body: () => ({ metadata: { name: "changed" } }),
    invalid: [...noJsonObjects, { body: {} }, { body: { metadata: { name: 5 } } }],
  },
  listLimitConsumers: { query: limit, invalid: [{ query: "" }, { query: `${limit}S` }] },
  listLimitPeaks: { query: `${limit}&threshold=1`, invalid: [{ query: limit }] },
  mintKey: {
    body: () => ({ name: "k" }),
    invalid: [...noJsonObjects, { body: { name: 5 } }, { body: { name: "x".repeat(256) } }],
  },
  registerKey: { invalid: [...noJsonObjects, { body: {} }, { body: undefined }] },
  listKeys: { invalid: pageQueries },
  revokeKey: { invalid: [] },
  deleteGroup: { invalid: [] },
};

interface Called extends Operation {
  sent: Requests;
}
const withRows = Object.keys(requestsOf);
const operations: Called[] = Object.values<Operation>(described)
  .map((operation) => {
    const [, sent = { invalid: [] }] =
      Object.entries(requestsOf).find(([id]) => id === operation.operationId) ?? [];
    return { ...operation, sent };
  })
  .sort((a, b) => withRows.indexOf(a.operationId) - withRows.indexOf(b.operationId));

const isRegistration = ({ path }: Called) => path.endsWith("/register");
const registration = () =>
  signed(gateway, { key: `own-${gateway.deps.ids.create("grp")}-Zq8vWxYz7Lm3` });

function call(
  operation: Called,
  options: { key?: string; groupId?: string; prefix?: string; query?: string; body?: unknown } = {},
): Promise<TestAnswer> {
  const path = operation.path
    .replace("{group_id}", options.groupId ?? group.id)
    .replace("{prefix}", options.prefix ?? prefix);
  const url = `${path}${options.query ?? operation.sent.query ?? ""}`;
  const sent = isRegistration(operation) ? registration() : { body: operation.sent.body?.() };
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

const named = (some: Called[]) =>
  some.map((operation) => ({ method: operation.method, path: operation.path, operation }));
const writes = named(operations.filter(({ method }) => method !== "GET"));
const onGroups = named(operations.filter(({ path }) => path.includes("{group_id}")));
const onKeys = named(operations.filter(({ path }) => path.includes("{prefix}")));

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
    for (const invalid of operation.sent.invalid) {
      await expectRefusal(400, () => call(operation, { key, ...invalid }));
    }
    if (operation.path.includes("{group_id}")) {
      await expectRefusal(400, () => call(operation, { key, groupId: "%00" }));
      await expectRefusal(400, () => call(operation, { key, groupId: "%E0%A4%A" }));
    }
  });
});

// Last, and in order: it ends with the deletion of what the others name.
describe("with a key of its scope it is 200", () => {
  test.each(named(operations))("$method $path", async ({ operation }) => {
    const key = operation.method === "GET" ? gateway.viewKey : gateway.managementKey;
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
      const operation = answer.json.paths[path]?.[method.toLowerCase()];
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
