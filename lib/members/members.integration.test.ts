import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import { listDashboardEvents } from "../db/dashboard-audit-store";
import { findMemberByEmail, insertMember, listMembers } from "../db/member-store";
import { type DashboardDatabase, openDashboardDatabase } from "../db/open-database";
import {
  endSession,
  findSessionMember,
  insertSession,
  listSessions,
  revokeSession,
  sessionSeconds,
} from "../db/session-store";
import { changeMemberAccess } from "./change-member-access";
import { changeOwnPassword } from "./change-own-password";
import { ensureFirstAdmin } from "./ensure-first-admin";
import { inviteMember } from "./invite-member";
import type { Role } from "./member";
import { hashPassword, verifyPassword } from "./password";
import { removeMember } from "./remove-member";
import { resetPassword } from "./reset-password";

let server: TestDatabase;
let db: DashboardDatabase;
const nowMs = Date.parse("2026-03-10T12:00:00Z");
const acting = { actor: { id: "mem_admin", email: "admin@x.io" }, ip: "192.0.2.1", nowMs };

beforeEach(async () => {
  server = await createTestDatabase();
  db = openDashboardDatabase(server.url, 8);
});
afterEach(async () => {
  await db.close();
  await server.drop();
});

async function addMember(email: string, role: Role = "viewer", plain = "old password") {
  const passwordHash = await hashPassword(plain);
  const id = await insertMember(db, { email, passwordHash, role, subtreeGroupId: null });
  if (id === undefined) throw new Error(`${email} was there already`);
  return id;
}
const signIn = (memberId: string) =>
  insertSession(db, { memberId, nowMs, ip: null, userAgent: null });
const whoHas = (sessionId: string, atMs = nowMs) => findSessionMember(db, sessionId, atMs);

describe("a session", () => {
  test("is its member with today's role, until it is revoked", async () => {
    const id = await addMember("ana@x.io");
    await addMember("admin@x.io", "admin");
    const sessionId = await signIn(id);
    expect(await whoHas(sessionId)).toMatchObject({ email: "ana@x.io", role: "viewer" });
    await changeMemberAccess(db, { id, role: "operator", subtreeGroupId: "grp_a" }, acting);
    expect(await whoHas(sessionId)).toMatchObject({ role: "operator", subtreeGroupId: "grp_a" });
    expect(await revokeSession(db, { id: sessionId, memberId: "somebody else" }, nowMs)).toBe(
      false,
    );
    expect(await revokeSession(db, { id: sessionId, memberId: id }, nowMs)).toBe(true);
    expect(await whoHas(sessionId)).toBeUndefined();
    expect(await listSessions(db, id, nowMs)).toEqual([]);
  });

  test("ends by signing out, and by itself after a week", async () => {
    const id = await addMember("ana@x.io");
    const [first, second] = [await signIn(id), await signIn(id)];
    await endSession(db, first, nowMs);
    expect(await whoHas(first)).toBeUndefined();
    expect(await whoHas(second, nowMs + sessionSeconds * 1000 - 1)).toBeDefined();
    expect(await whoHas(second, nowMs + sessionSeconds * 1000)).toBeUndefined();
  });
});

describe("resetPassword", () => {
  test("gives a new password, ends every session, and leaves no trace of the password", async () => {
    const sessionId = await signIn(await addMember("ana@x.io"));
    const reset = await resetPassword(db, { email: " ANA@x.io", actor: null, ip: null, nowMs });
    if (!reset.ok) throw new Error(reset.error.message);
    const member = await findMemberByEmail(db, "ana@x.io");
    expect(await verifyPassword(member?.passwordHash ?? null, reset.data.password)).toBe(true);
    expect(await verifyPassword(member?.passwordHash ?? null, "old password")).toBe(false);
    expect(await whoHas(sessionId)).toBeUndefined();
    const { rows } = await db.query(
      "SELECT row_to_json(e)::text AS row FROM dashboard.audit_events e",
    );
    expect(JSON.stringify(rows)).not.toContain(reset.data.password);
  });

  test("of an unknown address says so", async () => {
    const reset = await resetPassword(db, { email: "no@x.io", actor: null, ip: null, nowMs });
    expect(reset).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
  });
});

describe("changeOwnPassword", () => {
  test("needs the current one, and ends the member's other sessions only", async () => {
    const id = await addMember("ana@x.io");
    const [here, elsewhere] = [await signIn(id), await signIn(id)];
    const own = { ...acting, actor: { id, email: "ana@x.io" } };
    const change = (currentPassword: string) =>
      changeOwnPassword(db, { currentPassword, newPassword: "new password", sessionId: here }, own);
    expect(await change("wrong")).toMatchObject({ ok: false, error: { code: "WRONG_PASSWORD" } });
    expect(await whoHas(elsewhere)).toBeDefined();
    expect(await change("old password")).toMatchObject({ ok: true });
    expect(await whoHas(here)).toBeDefined();
    expect(await whoHas(elsewhere)).toBeUndefined();
  });

  test("can't be used to guess passwords from a stolen session", async () => {
    const id = await addMember("ana@x.io");
    const own = { ...acting, actor: { id, email: "ana@x.io" } };
    const guess = (currentPassword: string) =>
      changeOwnPassword(db, { currentPassword, newPassword: "new password", sessionId: "s" }, own);
    for (let tries = 0; tries < 5; tries++) await guess("wrong");
    const sixth = await guess("old password");
    expect(sixth).toMatchObject({ ok: false, error: { code: "TOO_MANY_ATTEMPTS" } });
  });
});

describe("removeMember", () => {
  test("ends the member's sessions at once", async () => {
    await addMember("admin@x.io", "admin");
    const id = await addMember("ana@x.io");
    const sessionId = await signIn(id);
    expect(await removeMember(db, { id }, acting)).toMatchObject({ ok: true });
    expect(await whoHas(sessionId)).toBeUndefined();
  });

  test("keeps the last admin, also when two remove each other at the same time", async () => {
    const [one, two] = [await addMember("a@x.io", "admin"), await addMember("b@x.io", "admin")];
    const results = await Promise.all([
      removeMember(db, { id: one }, acting),
      removeMember(db, { id: two }, acting),
    ]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    const [last] = await listMembers(db);
    expect(last?.role).toBe("admin");
    const demoted = await changeMemberAccess(
      db,
      { id: last?.id ?? "", role: "viewer", subtreeGroupId: null },
      acting,
    );
    expect(demoted).toMatchObject({ ok: false, error: { code: "LAST_ADMIN" } });
  });
});

describe("inviteMember", () => {
  test("answers a password that works, once per address", async () => {
    const input = { email: "new@x.io", role: "operator", subtreeGroupId: null } as const;
    const invited = await inviteMember(db, input, acting);
    if (!invited.ok) throw new Error(invited.error.message);
    const member = await findMemberByEmail(db, "new@x.io");
    expect(await verifyPassword(member?.passwordHash ?? null, invited.data.password)).toBe(true);
    const again = await inviteMember(db, input, acting);
    expect(again).toMatchObject({ ok: false, error: { details: [{ path: "email" }] } });
  });

  test("ties no admin to a group", async () => {
    const input = { email: "new@x.io", role: "admin", subtreeGroupId: "grp_a" } as const;
    expect(await inviteMember(db, input, acting)).toMatchObject({
      ok: false,
      error: { code: "SUBTREE_ADMIN" },
    });
  });
});

describe("ensureFirstAdmin", () => {
  test("adds one admin, though several processes start at once", async () => {
    const wanted = { email: "Admin@localhost", password: undefined };
    const starts = await Promise.all([1, 2, 3].map(() => ensureFirstAdmin(db, wanted)));
    const created = starts.filter((start) => start.created);
    expect(created).toHaveLength(1);
    const members = await listMembers(db);
    expect(members.map(({ email, role }) => ({ email, role }))).toEqual([
      { email: "admin@localhost", role: "admin" },
    ]);
    const member = await findMemberByEmail(db, "admin@localhost");
    const password = created[0]?.created ? (created[0].generatedPassword ?? "") : "";
    expect(await verifyPassword(member?.passwordHash ?? null, password)).toBe(true);
  });

  test("takes the operator's password and does not say it again", async () => {
    const first = await ensureFirstAdmin(db, { email: "a@x.io", password: "from the operator" });
    expect(first).toEqual({ created: true, email: "a@x.io", generatedPassword: null });
    const second = await ensureFirstAdmin(db, { email: "b@x.io", password: undefined });
    expect(second).toEqual({ created: false });
  });

  test.each([
    [{ email: "nobody", password: undefined }, /HEADGATE_ADMIN_EMAIL.*for example/],
    [{ email: "a@x.io", password: "short" }, /HEADGATE_ADMIN_PASSWORD.*for example/],
  ])("names the variable, the rule and an example for %j", async (wanted, message) => {
    await expect(ensureFirstAdmin(db, wanted)).rejects.toThrow(message);
  });
});

test("what happened to members is listed newest first, page by page", async () => {
  for (const email of ["a@x.io", "b@x.io", "c@x.io"]) {
    await inviteMember(db, { email, role: "viewer", subtreeGroupId: null }, acting);
  }
  const first = await listDashboardEvents(db, { beforeId: null, limit: 2 });
  const rest = await listDashboardEvents(db, { beforeId: first.at(-1)?.id ?? null, limit: 2 });
  expect(
    [...first, ...rest].map(({ eventType, eventData }) => [eventType, eventData.email]),
  ).toEqual(["c@x.io", "b@x.io", "a@x.io"].map((email) => ["MEMBER_CREATED", email]));
  expect(first[0]).toMatchObject({ actor: acting.actor, ip: acting.ip, at: new Date(nowMs) });
});
