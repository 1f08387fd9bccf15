import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { fail, ok } from "@/lib/gateway/result";
import { groupInPath, readRoute } from "./read-route";

const authorize = vi.hoisted(() => vi.fn());
vi.mock("./auth", () => ({ authorize }));

const member = { id: "mem", email: "a@x.io", role: "viewer", subtreeGroupId: null };

beforeEach(() => {
  authorize.mockReset().mockResolvedValue(ok(member));
});

async function ask(
  route: ReturnType<typeof readRoute>,
  query: string,
  params: Record<string, string> = {},
): Promise<unknown> {
  const request = new Request(`http://dashboard/api/any${query}`);
  return (await route(request, { params: Promise.resolve(params) })).json();
}

describe("a GET route", () => {
  const read = vi.fn(async (asked: unknown) => ok(asked));
  const ofGroup = readRoute(
    { role: "viewer", group: "groupId" },
    z.object({ ...groupInPath, limit: z.coerce.number("limit must be a number") }),
    read,
  );
  beforeEach(() => read.mockClear());

  test("answers what was read for the parsed path and query", async () => {
    const asked = { groupId: "grp_1", limit: 3 };
    expect(await ask(ofGroup, "?limit=3&other=1", { groupId: "grp_1" })).toEqual(ok(asked));
    expect(read).toHaveBeenCalledWith(asked, member);
    expect(authorize).toHaveBeenCalledWith("viewer", "grp_1");
  });

  test("is about the group in its path, whatever the query calls by the same name", async () => {
    await ask(ofGroup, "?limit=3&groupId=grp_2", { groupId: "grp_1" });
    expect(authorize).toHaveBeenCalledWith("viewer", "grp_1");
    expect(read).toHaveBeenCalledWith({ groupId: "grp_1", limit: 3 }, member);
  });

  test.each(["?limit=3", "?limit=x", ""])(
    "reads nothing for whom is refused: %s",
    async (query) => {
      const refused = fail("FORBIDDEN", "No");
      authorize.mockResolvedValue(refused);
      expect(await ask(ofGroup, query, { groupId: "grp_1" })).toEqual(refused);
      expect(read).not.toHaveBeenCalled();
    },
  );

  test.each([
    ["a wrong query", "?limit=x", { groupId: "grp_1" }],
    ["no query", "", { groupId: "grp_1" }],
    ["an id that is no id", "?limit=3", { groupId: "g".repeat(256) }],
    ["an empty id", "?limit=3", { groupId: "" }],
  ])("reads nothing for %s", async (_what, query, params) => {
    expect(await ask(ofGroup, query, params)).toMatchObject({
      ok: false,
      error: { code: "VALIDATION_ERROR" },
    });
    expect(read).not.toHaveBeenCalled();
  });
});

const root = join(import.meta.dirname, "../../app/api");

/** Their answers are no Results: files, a stream, and what is asked before anybody signs in. */
const others = /\/export\/|^auth\/|^(healthz|playground)\/route\.ts$/;

test("no route that answers a Result is made in another way, and one below a group is about it", () => {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("/route.ts"))
    .filter((path) => !others.test(path));
  expect(paths.length).toBeGreaterThan(15);
  for (const path of paths) {
    const text = readFileSync(join(root, path), "utf8");
    const exported = text.match(/^export (?!type |interface ).*$/gm) ?? [];
    expect(exported, path).toHaveLength(1);
    expect(exported[0], path).toMatch(/^export const GET = readRoute\(/);
    if (path.startsWith("groups/[groupId]/")) expect(text, path).toContain('group: "groupId"');
  }
});
