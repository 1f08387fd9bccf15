import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, type ProjectCopy } from "./copy-project";

/** The recipe "Add a server action" of docs/extending.md, followed: a member looks at one key. */
const action = `
export const lookAtKeyAction = serverAction(
  ofGroup,
  z.object({ groupId, prefix }),
  ({ groupId, prefix }, caller) =>
    callGateway(operations.readKey, { params: { group_id: groupId, prefix }, ...caller }),
);
`;
const row = `  lookAtKeyAction: {
    minimum: "operator",
    args: ({ groupId }) => [{ groupId, prefix: "planted" }],
  },
`;

const called = `import { beforeEach, expect, test, vi } from "vitest";
import type { Member } from "@/lib/members/member";

const signedIn = vi.hoisted((): { member?: Member; origin: string } => ({ origin: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ origin: signedIn.origin, "next-action": "a" }),
  cookies: async () => ({ getAll: () => [] }),
}));
vi.mock("next/navigation", () => ({ redirect: () => {} }));
vi.mock("next-auth/jwt", () => ({
  getToken: async () => (signedIn.member ? { sid: "ses" } : null),
}));
vi.mock("@/lib/database", () => ({ database: () => ({}) }));
vi.mock("@/lib/db/session-store", () => ({
  findSessionMember: async () => signedIn.member,
  touchSession: async () => {},
}));
vi.mock("@/lib/env", () => ({
  env: () => ({
    nextAuthSecret: "s",
    canonicalOrigin: "http://ours",
    gatewayApiUrl: "http://gw",
    gatewayApiKey: "key",
  }),
}));
const { lookAtKeyAction } = await import("./actions");

const send = vi.fn(async (_url: URL, _sent: RequestInit) =>
  Response.json({ code: "NOT_FOUND", message: "API key not found" }, { status: 404 }),
);
vi.stubGlobal("fetch", send);
const signIn = (role: Member["role"]) => {
  signedIn.member = { id: "mem", email: "a@x.io", role, subtreeGroupId: null, sessionId: "ses" };
};
beforeEach(() => {
  send.mockClear();
  signedIn.origin = "http://ours";
  delete signedIn.member;
});
const input = { groupId: "grp/1", prefix: "sky_1" };

test("who is signed out, a viewer and another origin are refused before the gateway is asked", async () => {
  expect(await lookAtKeyAction(input)).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  signIn("viewer");
  expect(await lookAtKeyAction(input)).toMatchObject({ error: { code: "FORBIDDEN" } });
  signIn("admin");
  signedIn.origin = "http://theirs";
  expect(await lookAtKeyAction(input)).toMatchObject({ error: { code: "CROSS_ORIGIN" } });
  expect(send).not.toHaveBeenCalled();
});

test("an operator's input is parsed, the gateway is asked on their behalf, and its error comes back", async () => {
  signIn("operator");
  const refused = await lookAtKeyAction({ ...input, prefix: "" });
  expect(refused).toMatchObject({ error: { code: "VALIDATION_ERROR", details: [{ path: "prefix" }] } });
  expect(send).not.toHaveBeenCalled();
  const missing = { ok: false, error: { code: "NOT_FOUND", message: "API key not found" } };
  expect(await lookAtKeyAction(input)).toMatchObject(missing);
  const [url, sent] = send.mock.lastCall ?? [];
  expect(String(url)).toBe("http://gw/v1/gateway/groups/grp%2F1/api_keys/sky_1");
  const actor = new Headers(sent?.headers).get("x-headgate-actor") ?? "";
  const person = { id: "mem", email: "a@x.io", role: "operator" };
  expect(JSON.parse(Buffer.from(actor, "base64url").toString())).toEqual(person);
});
`;

let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  const last = "\n/** `confirmation` is the end of the prefix";
  copy.replace("components/keys/actions.ts", last, action + last);
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

test("a server action is added in one file, and the project type-checks", () => {
  expect(copy.changed.size).toBe(1);
  expect(copy.typeCheck()).toBe("");
});

test("the added action refuses who may not, and calls the gateway for who may", () => {
  expect(copy.runTest("components/keys/added-action.test.ts", called)).toBe("");
});

test("the added action is asked for in the matrix of roles, until its row is there", () => {
  const suite = "lib/auth/server-action.test.ts";
  expect(copy.runSuites("unit", suite)).toContain("a row for each action of components/keys");
  const first = "  mintKeyAction: {\n";
  copy.replace("e2e/action-fixtures.ts", first, row + first);
  expect(copy.runSuites("unit", suite)).toBe("");
});
