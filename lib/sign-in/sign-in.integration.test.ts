import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import { insertMember } from "../db/member-store";
import { type DashboardDatabase, openDashboardDatabase } from "../db/open-database";
import { hashPassword } from "../members/password";
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
    for (let tries = 0; tries < throttle.perEmailAndIp; tries++) {
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
    for (let tries = 0; tries < 4; tries++) await attempt("ana@x.io", "wrong");
    expect(await attempt("ana@x.io", "right password")).toMatchObject({ ok: true });
  });

  test("one address of the network can't try one password on everybody", async () => {
    for (let tries = 0; tries < throttle.perIp; tries++) {
      expect(
        await takeSignInAttempt(db, { email: `m${tries}@x.io`, ip: "192.0.2.3" }, start),
      ).toBeNull();
    }
    expect(await takeSignInAttempt(db, { email: "new@x.io", ip: "192.0.2.3" }, start)).toBe(
      start + throttle.windowMs,
    );
  });

  test("parallel tries don't slip past the count", async () => {
    const tries = Array.from({ length: 20 }, () =>
      takeSignInAttempt(db, { email: "ana@x.io", ip: "192.0.2.4" }, start),
    );
    const passed = (await Promise.all(tries)).filter((wait) => wait === null);
    expect(passed).toHaveLength(throttle.perEmailAndIp);
  });
});
