import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { fail, ok } from "@/lib/gateway/result";
import { serverAction } from "./server-action";

const authorize = vi.hoisted(() => vi.fn());
vi.mock("./auth", () => ({ authorize }));

const member = { id: "mem", email: "a@x.io", role: "operator", subtreeGroupId: null };
const groupId = z.string().min(1).max(255);

beforeEach(() => {
  authorize.mockReset().mockResolvedValue(ok(member));
});

describe("a server action", () => {
  test("runs with the parsed input, the member and the submission's id", async () => {
    const run = vi.fn(async () => ok("done"));
    const action = serverAction("admin", z.object({ name: z.string().trim() }), run);
    expect(await action({ name: " a ", other: 1 }, "sub")).toEqual(ok("done"));
    expect(run).toHaveBeenCalledWith({ name: "a" }, { member, submission: "sub" });
    expect(authorize).toHaveBeenCalledWith("admin", undefined);
  });

  test.each([
    ["its input is right", { groupId: "grp_1" }],
    ["its input is wrong", { groupId: 7 }],
    ["it is called with nothing", undefined],
  ])("refuses before it runs, also when %s", async (_when, input) => {
    authorize.mockResolvedValue(fail("UNAUTHENTICATED", "Sign in"));
    const run = vi.fn(async () => ok(null));
    const action = serverAction("operator", z.object({ groupId }), run);
    expect(await action(input)).toEqual(fail("UNAUTHENTICATED", "Sign in"));
    expect(run).not.toHaveBeenCalled();
  });

  test("answers each rule that the input breaks at the path of its field", async () => {
    const schema = z.object({
      url: z.url("must be an address"),
      deep: z.object({ n: z.int() }),
    });
    const refused = await serverAction("viewer", schema, async () => ok(null))({
      url: "x",
      deep: { n: 1.5 },
    });
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: "VALIDATION_ERROR",
        message: "url must be an address",
        details: [{ path: "url" }, { path: "deep.n" }],
      },
    });
  });

  const step = z.union([
    z.object({ parent: z.object({ id: groupId.nullish() }) }),
    z.object({ groupId }),
  ]);
  test.each([
    ["the first path", { groupId: "grp_1" }, "grp_1"],
    ["a path within", { parent: { id: "grp_2" } }, "grp_2"],
    ["none, where it is null", { parent: { id: null } }, undefined],
    ["none, where it is absent", { parent: {} }, undefined],
    // `run` is told of grp_2 only: being allowed for grp_1 must not do.
    ["not what the contract drops", { parent: { id: "grp_2" }, groupId: "grp_1" }, "grp_2"],
    ["that of an input that is wrong elsewhere", { groupId: "grp_3", parent: 1 }, "grp_3"],
    [
      "nothing that is too long for an id",
      { groupId: "g".repeat(256), parent: { id: 7 } },
      undefined,
    ],
  ])("is authorized for the group it acts on: %s", async (_what, input, expected) => {
    const access = { role: "operator", group: ["groupId", "parent.id"] } as const;
    await serverAction(access, step, async () => ok(null))(input);
    const [role, group] = authorize.mock.lastCall ?? [];
    expect(role).toBe("operator");
    expect(group).toBe(expected);
  });
});

const root = join(import.meta.dirname, "../..");

/** Files that a browser may call into, by their directive. */
function actionFiles(): { path: string; text: string }[] {
  return ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."))
      .map((path) => ({
        path: `${folder}/${path}`,
        text: readFileSync(join(root, folder, path), "utf8"),
      }))
      .filter(({ text }) => /^\s*["']use server["']/m.test(text)),
  );
}

test("nothing that a browser may call is made in another way, or is missing in the matrix of roles", () => {
  const files = actionFiles();
  const matrix = readFileSync(join(root, "e2e/action-fixtures.ts"), "utf8");
  const rows = [...matrix.matchAll(/^ {2}(\w+Action): \{/gm)].map(([, name]) => name);
  expect(files.length).toBeGreaterThan(5);
  for (const { path, text } of files) {
    expect(text.startsWith('"use server";'), `${path}: the directive stands first`).toBe(true);
    const exported = [...text.matchAll(/^export (?!type |interface )(.*)$/gm)].map(
      ([, line]) => line,
    );
    expect(exported.length, path).toBeGreaterThan(0);
    for (const line of exported) {
      const [, name] = /^const (\w+Action) = serverAction\(/.exec(line ?? "") ?? [];
      expect(name, `${path}: ${line}`).toBeDefined();
      expect(rows, `e2e/action-fixtures.ts has a row for each action of ${path}`).toContain(name);
    }
  }
});
