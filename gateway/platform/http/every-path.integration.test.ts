// What holds for every operation of the contract, so that none that is added can escape it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { errorBody } from "../../contracts/error";
import type { NeededScope, Operation } from "../../contracts/operations/operation";
import { operations } from "../../contracts/operations/operations";
import { type ManagementScope, managementScope } from "../../contracts/workspace";
import { managementRows } from "../../testing/management-rows";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, mintKey } from "../../testing/test-groups";
import type { TestRequest } from "../../testing/test-request";

const documentOf = z.object({
  paths: z.record(
    z.string(),
    /** `security`: of the inference plane, whose keys and errors are others. */
    z.record(
      z.string(),
      z.object({ security: z.array(z.record(z.string(), z.unknown())).optional() }),
    ),
  ),
});

const every: Operation[] = Object.values(operations);

let gateway: TestGateway;
let federatedKey: string;

beforeAll(async () => {
  gateway = await createTestGateway();
  ({ api_key: federatedKey } = await mintKey(gateway, await addGroup(gateway, "ours")));
});
afterAll(() => gateway.close());

test("what is served and what is an entry of the contract are the same", async () => {
  const { paths } = documentOf.parse((await gateway.inject("GET", "/v1/spec")).json);
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => !security?.some((scheme) => "CustomerKey" in scheme))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  const entries = every.map(({ method, path }) => `${method} ${path}`);
  expect(documented.sort()).toEqual(entries.sort());
});

const limit = "slug=acme/a&type=TOKEN&unit=MINUTE";
/** What a path can't be asked without. */
const needed = new Map([
  ["/v1/gateway/groups/{group_id}/limits/consumers", `?${limit}`],
  ["/v1/gateway/groups/{group_id}/limits/peaks", `?${limit}&threshold=1`],
]);

/** What `unknown` stands in for is found nowhere. */
const withIds = (path: string, id = "unknown") =>
  `${path.replaceAll(/\{[^}]+\}/g, id)}${needed.get(path) ?? ""}`;

async function expectEach(
  chosen: readonly Operation[],
  status: number,
  toRequest: (operation: Operation) => TestRequest & { url?: string },
): Promise<void> {
  expect(chosen.length).toBeGreaterThan(0);
  const before = await managementRows(gateway.db);
  for (const operation of chosen) {
    const { method, path, body: takenBody } = operation;
    const { url = withIds(path), ...request } = toRequest(operation);
    const body = takenBody ? { body: {} } : {};
    const answer = await gateway.inject(method, url, { ...body, ...request });
    expect([answer.status, answer.text], `${method} ${url}`).toEqual([status, expect.anything()]);
    expect(errorBody.parse(answer.json).code).toMatch(/^[A-Z_]+$/);
    expect(answer.headers["x-request-id"]).toMatch(/^req_/);
  }
  expect(await managementRows(gateway.db)).toEqual(before);
}

test("without a management key of ours every path is 401, with a customer's key too", async () => {
  for (const key of [undefined, "unknown", federatedKey, `${gateway.managementKey}x`]) {
    await expectEach(every, 401, () => ({ key }));
  }
});

test("for a workspace that is not onboarded every path is 403", () =>
  expectEach(every, 403, () => ({ key: gateway.pendingWorkspace.managementKey })));

test("a view key changes nothing on any path: 403", () =>
  expectEach(
    every.filter(({ method }) => method !== "GET"),
    403,
    () => ({ key: gateway.viewKey }),
  ));

/** Who may do what needs what, as the API's contract says it. */
const holders: Record<NeededScope, readonly ManagementScope[]> = {
  any: ["management", "view", "metrics", "keys"],
  view: ["management", "view"],
  management: ["management"],
  metrics: ["management", "view", "metrics"],
  read_customer_keys: ["management", "view", "keys"],
  write_customer_keys: ["management", "keys"],
};

test.each(managementScope.options)(
  "a key of the scope %s is let in where an entry says so, and is 403 everywhere else",
  async (scope) => {
    const key = await addManagementKey(gateway.deps, gateway.workspaceId, scope);
    const [open, closed] = [true, false].map((isOpen) =>
      every.filter((operation) => holders[operation.scope].includes(scope) === isOpen),
    );
    if (closed?.length) await expectEach(closed, 403, () => ({ key }));
    for (const { method, path, body } of open ?? []) {
      const { status } = await gateway.inject(method, withIds(path), {
        key,
        ...(body && { body: {} }),
      });
      expect([401, 403], `${method} ${path}`).not.toContain(status);
    }
  },
);

test("a body that is no JSON object is 400 on every path that takes one", async () => {
  const key = gateway.managementKey;
  for (const body of ["{", "[]", '"text"', "\u00ff{"]) {
    await expectEach(
      every.filter(({ body }) => body),
      400,
      () => ({ key, body }),
    );
  }
});

test("a page of no size, or a cursor that nobody gave, is 400 on every list", async () => {
  const lists = every.filter(
    ({ path, query }) =>
      query instanceof z.ZodObject && "cursor" in query.shape && !path.includes("{"),
  );
  for (const query of [
    ...["limit=0", "limit=1001", "limit=x", "limit=-0", "limit=1e1", "limit=0x10", "limit=%201"],
    ...["limit=%2B1", "limit=1.0", "limit=1&limit=1", "limit=%D9%A1", "cursor=none"],
  ]) {
    await expectEach(lists, 400, ({ path }) => ({
      key: gateway.managementKey,
      url: `${withIds(path)}?${query}`,
    }));
  }
});

test("an id that is no text is 400, one that nobody has 404", async () => {
  const key = gateway.managementKey;
  const named = every.filter(({ path, body }) => path.includes("{") && !body);
  await expectEach(named, 400, ({ path }) => ({ key, url: withIds(path, "%00") }));
  await expectEach(named, 404, () => ({ key }));
  const bodies = new Map<string, object>([
    ["PATCH /v1/gateway/groups/{group_id}", { metadata: { name: "changed" } }],
    ["PATCH /v1/gateway/endpoints/{endpoint_id}", { slug: "acme/renamed" }],
    ["POST /v1/gateway/groups/{group_id}/api_keys", { name: "key" }],
  ]);
  const written = every.filter(({ method, path }) => bodies.has(`${method} ${path}`));
  expect(written).toHaveLength(bodies.size);
  await expectEach(written, 404, ({ method, path }) => ({
    key,
    body: bodies.get(`${method} ${path}`),
  }));
});
