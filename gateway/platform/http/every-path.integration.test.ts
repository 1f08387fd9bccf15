// What holds for every path of the OpenAPI document, so that none that is added can escape it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { errorBody } from "../../contracts/error";
import { managementRows } from "../../testing/management-rows";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, mintKey } from "../../testing/test-groups";
import type { TestRequest } from "../../testing/test-request";

const documentOf = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        requestBody: z.unknown().optional(),
        /** Of the inference plane, whose keys and errors are others. */
        security: z.array(z.record(z.string(), z.unknown())).optional(),
        parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]),
      }),
    ),
  ),
});

interface Operation {
  method: string;
  path: string;
  takesBody: boolean;
  queries: string[];
}

let gateway: TestGateway;
let federatedKey: string;
let operations: Operation[];

beforeAll(async () => {
  gateway = await createTestGateway();
  ({ api_key: federatedKey } = await mintKey(gateway, await addGroup(gateway, "ours")));
  const { paths } = documentOf.parse((await gateway.inject("GET", "/v1/spec")).json);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, parameters, security }]) =>
      security?.some((scheme) => "CustomerKey" in scheme)
        ? []
        : [
            {
              method: method.toUpperCase(),
              path,
              takesBody: requestBody !== undefined,
              queries: parameters.filter((each) => each.in === "query").map(({ name }) => name),
            },
          ],
    ),
  );
  expect(operations.length).toBeGreaterThan(35);
});
afterAll(() => gateway.close());

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
  chosen: Operation[],
  status: number,
  toRequest: (operation: Operation) => TestRequest & { url?: string },
): Promise<void> {
  expect(chosen.length).toBeGreaterThan(0);
  const before = await managementRows(gateway.db);
  for (const operation of chosen) {
    const { method, path, takesBody } = operation;
    const { url = withIds(path), ...request } = toRequest(operation);
    const body = takesBody ? { body: {} } : {};
    const answer = await gateway.inject(method, url, { ...body, ...request });
    expect([answer.status, answer.text], `${method} ${url}`).toEqual([status, expect.anything()]);
    expect(errorBody.parse(answer.json).code).toMatch(/^[A-Z_]+$/);
    expect(answer.headers["x-request-id"]).toMatch(/^req_/);
  }
  expect(await managementRows(gateway.db)).toEqual(before);
}

test("without a management key of ours every path is 401, with a customer's key too", async () => {
  for (const key of [undefined, "unknown", federatedKey, `${gateway.managementKey}x`]) {
    await expectEach(operations, 401, () => ({ key }));
  }
});

test("for a workspace that is not onboarded every path is 403", () =>
  expectEach(operations, 403, () => ({ key: gateway.pendingWorkspace.managementKey })));

test("a view key changes nothing on any path: 403", () =>
  expectEach(
    operations.filter(({ method }) => method !== "GET"),
    403,
    () => ({ key: gateway.viewKey }),
  ));

test("a body that is no JSON object is 400 on every path that takes one", async () => {
  const key = gateway.managementKey;
  for (const body of ["{", "[]", '"text"', "\u00ff{"]) {
    await expectEach(
      operations.filter(({ takesBody }) => takesBody),
      400,
      () => ({ key, body }),
    );
  }
});

test("a page of no size, or a cursor that nobody gave, is 400 on every list", async () => {
  const lists = operations.filter(
    ({ path, queries }) => queries.includes("cursor") && !path.includes("{"),
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
  const named = operations.filter(({ path, takesBody }) => path.includes("{") && !takesBody);
  await expectEach(named, 400, ({ path }) => ({ key, url: withIds(path, "%00") }));
  await expectEach(named, 404, () => ({ key }));
  const bodies = new Map<string, object>([
    ["PATCH /v1/gateway/groups/{group_id}", { metadata: { name: "changed" } }],
    ["PATCH /v1/gateway/endpoints/{endpoint_id}", { slug: "acme/renamed" }],
    ["POST /v1/gateway/groups/{group_id}/api_keys", { name: "key" }],
  ]);
  const written = operations.filter(({ method, path }) => bodies.has(`${method} ${path}`));
  expect(written).toHaveLength(bodies.size);
  await expectEach(written, 404, ({ method, path }) => ({
    key,
    body: bodies.get(`${method} ${path}`),
  }));
});
