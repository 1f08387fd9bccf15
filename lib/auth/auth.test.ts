import { beforeEach, describe, expect, test, vi } from "vitest";
import { fail, ok } from "@/lib/gateway/result";
import type { Member } from "../members/member";

const request = vi.hoisted(() => ({
  headers: new Headers(),
  sessionId: undefined as string | undefined,
  member: undefined as Member | undefined,
}));

vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({ getAll: () => [] }),
}));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`redirect ${to}`);
  },
}));
vi.mock("next-auth/jwt", () => ({
  getToken: async () => (request.sessionId ? { sid: request.sessionId } : null),
}));
vi.mock("../database", () => ({ database: () => ({}) }));
vi.mock("../db/session-store", () => ({
  findSessionMember: async () => request.member,
  touchSession: async () => {},
}));
vi.mock("../env", () => ({
  env: () => ({ nextAuthSecret: "s", canonicalOrigin: "http://127.0.0.1:3000" }),
}));
const isInSubtree = vi.hoisted(() => vi.fn());
vi.mock("../groups/subtree", () => ({ isInSubtree }));

const { authorize, requireMember } = await import("./auth");

function signIn(member: Partial<Member>): void {
  request.sessionId = "ses";
  request.member = {
    id: "mem",
    email: "a@x.io",
    role: "viewer",
    subtreeGroupId: null,
    sessionId: "ses",
    ...member,
  };
}

beforeEach(() => {
  request.headers = new Headers({ origin: "http://127.0.0.1:3000", "next-action": "a" });
  request.sessionId = undefined;
  request.member = undefined;
  isInSubtree.mockReset();
});

const readCode = async (answer: ReturnType<typeof authorize>) => {
  const result = await answer;
  return result.ok ? "ok" : result.error.code;
};

describe("authorize", () => {
  test("refuses who is signed out, and whose session was revoked", async () => {
    expect(await readCode(authorize("viewer"))).toBe("UNAUTHENTICATED");
    request.sessionId = "revoked";
    expect(await readCode(authorize("viewer"))).toBe("UNAUTHENTICATED");
  });

  test("refuses another origin before it looks at the session", async () => {
    signIn({ role: "admin" });
    request.headers.set("origin", "https://evil.example");
    expect(await readCode(authorize("viewer"))).toBe("CROSS_ORIGIN");
  });

  test("refuses a role that is too low", async () => {
    signIn({ role: "operator" });
    expect(await readCode(authorize("operator"))).toBe("ok");
    expect(await readCode(authorize("admin"))).toBe("FORBIDDEN");
  });

  test("lets a member of a subtree act inside it only", async () => {
    signIn({ role: "operator", subtreeGroupId: "grp_a" });
    isInSubtree.mockResolvedValueOnce(ok(true));
    expect(await readCode(authorize("operator", "grp_a1"))).toBe("ok");
    expect(isInSubtree).toHaveBeenCalledWith("grp_a1", "grp_a");
    isInSubtree.mockResolvedValueOnce(ok(false));
    expect(await readCode(authorize("viewer", "grp_b"))).toBe("FORBIDDEN");
  });

  test("lets no member of a subtree change the workspace", async () => {
    signIn({ role: "operator", subtreeGroupId: "grp_a" });
    expect(await readCode(authorize("operator"))).toBe("FORBIDDEN");
    expect(await readCode(authorize("viewer"))).toBe("ok");
  });

  test("refuses when the subtree can't be checked", async () => {
    signIn({ role: "operator", subtreeGroupId: "grp_a" });
    isInSubtree.mockResolvedValueOnce(fail("UNREACHABLE", "The gateway can't be reached"));
    expect(await readCode(authorize("viewer", "grp_b"))).toBe("UNREACHABLE");
  });
});

test("a page sends who is signed out to sign in, and back afterwards", async () => {
  request.headers.set("x-headgate-path", "/groups/grp_1?tab=keys");
  await expect(requireMember()).rejects.toThrow(
    "redirect /sign-in?callbackUrl=%2Fgroups%2Fgrp_1%3Ftab%3Dkeys",
  );
});
