import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import { listDashboardEvents } from "../db/dashboard-audit-store";
import { insertMember } from "../db/member-store";
import { type DashboardDatabase, openDashboardDatabase } from "../db/open-database";
import { hashPassword } from "../members/password";
import { failureLog, recordFailedSignIn } from "./record-failed-sign-in";
import { takeSignInAttempt, throttle } from "./throttle";
import { verifyCredentials } from "./verify-credentials";

let server: TestDatabase;
let db: DashboardDatabase;
const start = Date.parse("2026-03-10T12:00:00Z");

beforeAll(async () => {
  server = await createTestDatabase();
  db = openDashboardDatabase(server.url, 10);
  await insertMember(db, {
    email: "ana@x.io",
    passwordHash: await hashPassword("right password"),
    role: "admin",
    subtreeGroupId: null,
  });
  await insertMember(db, {
    email: "sso@x.io",
    passwordHash: null,
    role: "viewer",
    subtreeGroupId: null,
  });
});
afterAll(async () => {
  await db.close();
  await server.drop();
});
beforeEach(async () => {
  await db.query("DELETE FROM dashboard.sign_in_attempts");
  await db.query("DELETE FROM dashboard.audit_events");
});

const attempt = (email: string, password: string, nowMs = start, ip = "192.0.2.1") =>
  verifyCredentials(db, { credentials: { email, password }, ip, nowMs });

describe("verifyCredentials", () => {
  test("takes the right password, whatever the address's case", async () => {
    expect(await attempt(" Ana@X.io ", "right password")).toMatchObject({ ok: true });
  });

  test.each([
    ["ana@x.io", "wrong"],
    ["nobody@x.io", "right password"],
    ["sso@x.io", "right password"],
    ["not an address", "x"],
    ["ana@x.io", ""],
  ])("answers %s with %j like every wrong one", async (email, password) => {
    expect(await attempt(email, password)).toEqual({
      ok: false,
      error: { code: "WRONG_CREDENTIALS", message: "Email or password is wrong" },
    });
  });

  test("after 5 wrong tries refuses the right password too, until the first stops counting", async () => {
    for (let tries = 0; tries < throttle.perAccountAndNetwork; tries++) {
      await attempt("ana@x.io", "wrong", start + tries);
    }
    const later = start + throttle.windowMs;
    expect(await attempt("ana@x.io", "right password", start + 10)).toEqual({
      ok: false,
      error: { code: "TOO_MANY_ATTEMPTS", message: String(later) },
    });
    expect(await attempt("ana@x.io", "right password", start + 10, "192.0.2.2")).toMatchObject({
      ok: true,
    });
    expect(await attempt("ana@x.io", "right password", later)).toMatchObject({ ok: true });
  });

  test("a success forgives what was mistyped before", async () => {
    for (let tries = 0; tries < 4; tries++) await attempt("ana@x.io", "wrong");
    await attempt("ana@x.io", "right password");
    for (let tries = 0; tries < 3; tries++) await attempt("ana@x.io", "wrong");
    expect(await attempt("ana@x.io", "right password")).toMatchObject({ ok: true });
  });

  test("one address of the network can't try one password on everybody", async () => {
    const from = { ip: "192.0.2.3", device: null };
    for (let tries = 0; tries < throttle.perNetwork; tries++) {
      const taken = await takeSignInAttempt(db, { email: `m${tries}@x.io`, ...from }, start);
      expect(taken.ok).toBe(true);
    }
    expect(await takeSignInAttempt(db, { email: "new@x.io", ...from }, start)).toEqual({
      ok: false,
      retryAtMs: start + throttle.windowMs,
    });
  });
});

describe("the audit of failed sign-ins", () => {
  const recorded = () => listDashboardEvents(db, { beforeId: null, limit: 200 });

  test("keeps the address as typed and where it came from, and never the password", async () => {
    await attempt("Ana@X.io ", "not my password");
    const [event, ...others] = await recorded();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      eventType: "SIGN_IN_FAILED",
      eventData: { email: "Ana@X.io", reason: "wrong email or password", tries: "1" },
      actor: null,
      ip: "192.0.2.1",
    });
    expect(JSON.stringify(event)).not.toContain("not my password");
  });

  test("records nothing of a sign-in that succeeds", async () => {
    await attempt("ana@x.io", "right password");
    expect(await recorded()).toEqual([]);
  });

  test("counts repeated tries in one row, refused ones too", async () => {
    for (let tries = 0; tries < 8; tries++) await attempt("ana@x.io", "wrong", start + tries);
    const events = await recorded();
    expect(events).toHaveLength(1);
    const lastTry = new Date(start + 7).toISOString();
    expect(events[0]?.eventData).toMatchObject({ tries: "8", last_try: lastTry });
    await attempt("ana@x.io", "wrong", start + failureLog.windowMs);
    expect(await recorded()).toHaveLength(2);
  });

  test("bounds what is kept of an address, whatever was typed", async () => {
    await attempt(`a\u0000b${"x".repeat(5_000)}`, "wrong");
    const [event] = await recorded();
    expect(event?.eventData["email"]).toMatch(/^a bx+$/);
    expect(event?.eventData["email"]).toHaveLength(failureLog.emailLengthMax);
    await attempt(`${"x".repeat(failureLog.emailLengthMax - 1)}😀`, "wrong");
    expect((await recorded())[0]?.eventData["email"]).toMatch(/^x+$/);
  });

  test("many addresses from many places at once fill no more than the allowed rows", async () => {
    const tries = Array.from({ length: failureLog.rowsMax + 20 }, (_, index) =>
      recordFailedSignIn(db, {
        email: `guess${index}@x.io`,
        reason: "wrong email or password",
        ip: `192.0.2.${index}`,
        nowMs: start,
      }),
    );
    await Promise.all(tries);
    const events = await recorded();
    expect(events).toHaveLength(failureLog.rowsMax + 1);
    expect(events[0]).toMatchObject({ ip: null, eventData: { tries: "20" } });
    expect(events[0]?.eventData).not.toHaveProperty("email");
  });

  test("is listed newest first, beyond nine and over its pages", async () => {
    const emails = Array.from({ length: 12 }, (_, index) => `m${index}@x.io`);
    for (const email of emails) await attempt(email, "wrong");
    const newestFirst = emails.toReversed();
    const listed = await recorded();
    expect(listed.map(({ eventData }) => eventData["email"])).toEqual(newestFirst);
    const beforeId = listed[4]?.id ?? null;
    const rest = await listDashboardEvents(db, { beforeId, limit: 200 });
    expect(rest.map(({ eventData }) => eventData["email"])).toEqual(newestFirst.slice(5));
  });
});
