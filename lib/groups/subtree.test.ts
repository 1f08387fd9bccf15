import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Group } from "@/gateway/contracts/group";
import { fail, ok, type Result } from "@/lib/gateway/result";

const server = vi.hoisted(() => ({
  parents: {} as Record<string, string | null>,
  capabilities: [] as string[],
  reads: [] as string[],
}));

vi.mock("@/lib/gateway/capabilities", () => ({
  offers: () => server.capabilities.length > 0,
  serverCapabilities: async () => null,
}));
vi.mock("@/lib/gateway/gateway-client", () => ({
  callGateway: async (
    _operation: unknown,
    {
      params: { group_id: id },
      query,
    }: { params: { group_id: string }; query: { include?: string } },
  ) => {
    server.reads.push(id);
    return answer(id, query.include === "ancestors");
  },
}));

function answer(
  id: string,
  withAncestors: boolean,
): Result<Pick<Group, "hierarchy" | "ancestors">> {
  const parent = server.parents[id];
  if (parent === undefined) return fail("NOT_FOUND", "No such group");
  const hierarchy = { limit_enforcement: "CASCADING", parent_group_id: parent } as const;
  if (!withAncestors) return ok({ hierarchy });
  const ancestors = [];
  for (let next: string | null | undefined = parent; next; next = server.parents[next]) {
    ancestors.unshift({ id: next, name: null, external_entity_id: next });
  }
  return ok({ hierarchy, ancestors });
}

const { isInSubtree } = await import("./subtree");

beforeEach(() => {
  server.parents = {
    root: null,
    team: "root",
    project: "team",
    app: "project",
    deep: "app",
    other: null,
  };
  server.capabilities = [];
  server.reads = [];
});

describe.each([
  ["with ancestors", ["group_ancestors"]],
  ["level by level", []],
])("isInSubtree, %s", (_how, capabilities) => {
  beforeEach(() => {
    server.capabilities = capabilities;
  });

  test.each([
    ["team", "team", true],
    ["deep", "team", true],
    ["deep", "root", true],
    ["root", "team", false],
    ["other", "team", false],
  ])("%s in %s: %s", async (groupId, subtree, inside) => {
    expect(await isInSubtree(groupId, subtree)).toEqual(ok(inside));
  });

  test("an unknown group is an error, not a yes", async () => {
    expect(await isInSubtree("gone", "team")).toMatchObject({ ok: false });
  });
});

test("one read is enough where the server names the ancestors", async () => {
  server.capabilities = ["group_ancestors"];
  await isInSubtree("deep", "root");
  expect(server.reads).toEqual(["deep"]);
});

test("five reads are the most that a server without ancestors gets", async () => {
  server.parents = { a: "b", b: "a" };
  await isInSubtree("a", "team");
  expect(server.reads).toHaveLength(5);
});
