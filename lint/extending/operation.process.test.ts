import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, type ProjectCopy } from "./copy-project";

/** The recipe "Add an operation" of docs/extending.md, followed: it compares a group with another. */
const entry = `  compareGroup: {
    method: "POST",
    path: "/v1/gateway/groups/{group_id}/compare",
    scope: "management",
    summary: "Tell whether another group may call the same models",
    params,
    body: z.object({ other_id: z.string().min(1, "must name a group") }),
    answer: z.object({ is_same: z.boolean() }),
  },
`;
const verb = `import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { readGroup } from "./read-group";

/** 403, 404 for either group. */
export async function compareGroup(
  deps: Deps,
  context: ManagementContext,
  { groupId, otherId }: { groupId: string; otherId: string },
): Promise<{ is_same: boolean }> {
  const [group, other] = await Promise.all(
    [groupId, otherId].map((id) => readGroup(deps, context, { groupId: id, include: [] })),
  );
  const slugs = [group, other].map((one) => one?.models.map(({ slug }) => slug).sort());
  return { is_same: JSON.stringify(slugs[0]) === JSON.stringify(slugs[1]) };
}
`;
const served = `    route(app, operations.compareGroup, ({ management, params, body }) =>
      compareGroup(deps, management, { groupId: params.group_id, otherId: body.other_id }),
    );

`;

const answered = `import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup } from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

test("it is answered for who may, refused for who may not, and described", async () => {
  const { managementKey, viewKey, otherWorkspace } = gateway;
  const [one, other] = [await addGroup(gateway, "one"), await addGroup(gateway, "other")];
  const ask = (key: string | undefined, body: unknown = { other_id: other.id }) =>
    gateway.inject("POST", \`/v1/gateway/groups/\${one.id}/compare\`, { key, body });
  expect(await ask(managementKey)).toMatchObject({ status: 200, json: { is_same: true } });
  for (const [key, status] of [
    [undefined, 401],
    [viewKey, 403],
    [otherWorkspace.managementKey, 403],
  ] as const) {
    expect((await ask(key)).status, String(key)).toBe(status);
  }
  const details = [{ path: "other_id", message: "other_id must name a group" }];
  expect(await ask(managementKey, { other_id: "" })).toMatchObject({ status: 400, json: { details } });
  expect((await ask(managementKey, { other_id: "grp_none" })).status).toBe(404);
  const { json: document } = await gateway.inject("GET", "/v1/spec");
  expect(document.paths["/v1/gateway/groups/{group_id}/compare"].post).toMatchObject({
    operationId: "compareGroup",
    summary: "Tell whether another group may call the same models",
    parameters: [{ in: "path", name: "group_id" }],
    requestBody: { content: { "application/json": expect.anything() } },
  });
});
`;

const called = `import { expect, test, vi } from "vitest";
import { operations } from "@/gateway/contracts/operations/operations";
import { toCurl } from "./curl";

vi.mock("../env", () => ({ env: () => ({ gatewayApiUrl: "http://gw", gatewayApiKey: "key" }) }));
const { callGateway } = await import("./gateway-client");

const input = { params: { group_id: "grp/1" }, body: { other_id: "grp_2" } };

test("the dashboard calls it, reads its answer, and says it as a command", async () => {
  const send = vi.fn(async () => new Response('{"is_same":true}'));
  vi.stubGlobal("fetch", send);
  const answer = await callGateway(operations.compareGroup, input);
  expect(answer).toEqual({ ok: true, data: { is_same: true } });
  const url = new URL("http://gw/v1/gateway/groups/grp%2F1/compare");
  const sent = { method: "POST", body: '{"other_id":"grp_2"}' };
  expect(send).toHaveBeenCalledWith(url, expect.objectContaining(sent));
  const command = toCurl(operations.compareGroup, input);
  expect(command).toContain("-X POST \\"$GATEWAY_API_URL\\"'/v1/gateway/groups/grp%2F1/compare'");
});
`;

let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  const last = "  deleteGroup: {\n";
  copy.replace("gateway/contracts/operations/groups.ts", last, entry + last);
  copy.write("gateway/management/groups/compare-group.ts", verb);
  const routes = "gateway/management/groups/group.routes.ts";
  const imported = 'import { createGroup } from "./create-group";\n';
  copy.replace(routes, imported, `import { compareGroup } from "./compare-group";\n${imported}`);
  const first = "    route(app, operations.createGroup,";
  copy.replace(routes, first, served + first);
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

test("an operation is added in two files beside its verb, and the project type-checks", () => {
  expect(copy.changed.size).toBe(2 + 1);
  expect(copy.typeCheck()).toBe("");
});

test("the added operation is answered, refused without its scope, and in the document", () => {
  const file = "gateway/management/groups/added-operation.integration.test.ts";
  expect(copy.runTest(file, answered)).toBe("");
});

test("what holds for every operation is tried on the added one", () => {
  const file = "gateway/platform/http/every-path.integration.test.ts";
  expect(copy.runSuites("integration", file)).toBe("");
});

test("the dashboard calls the added operation and shows it as a command, without a line of its own", () => {
  expect(copy.runTest("lib/gateway/added-operation.test.ts", called)).toBe("");
});
