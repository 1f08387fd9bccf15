import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import { findMemberByEmail, insertMember } from "../db/member-store";
import { type DashboardDatabase, openDashboardDatabase } from "../db/open-database";
import { hashPassword } from "../members/password";
import { resetPassword } from "../members/reset-password";
import { findDevice, knownDevice } from "./known-device";
import { takeSignInAttempt, throttle } from "./throttle";
import { verifyCredentials } from "./verify-credentials";

const accountTriesMax = 10;
const secret = "a secret of this dashboard";
const start = Date.parse("2026-03-10T12:00:00Z");
let server: TestDatabase;
let db: DashboardDatabase;
let replica: DashboardDatabase;
let memberId: string;

beforeAll(async () => {
  server = await createTestDatabase();
  [db, replica] = [openDashboardDatabase(server.url, 6), openDashboardDatabase(server.url, 6)];
  const passwordHash = await hashPassword("right password");
  const member = { passwordHash, role: "admin" as const, subtreeGroupId: null };
  await insertMember(db, { email: "ana@x.io", ...member });
  memberId = (await findMemberByEmail(db, "ana@x.io"))?.id ?? "";
});
afterAll(async () => {
  await Promise.all([db.close(), replica.close()]);
  await server.drop();
});
beforeEach(async () => {
  await db.query("DELETE FROM dashboard.sign_in_attempts");
});

interface Try {
  email?: string;
  ip?: string;
  nowMs?: number;
  cookie?: string | undefined;
  on?: DashboardDatabase;
}

const signIn = (password: string, change: Try = {}) => {
  const { email = "ana@x.io", ip = "192.0.2.1", nowMs = start, cookie, on = db } = change;
  return verifyCredentials(on, {
    credentials: { email, password },
    ip,
    nowMs,
    findDevice: (id) => findDevice(cookie, id, { secret, nowMs }),
  });
};

/** @returns how many of the guesses were looked at, and did not just bounce */
async function evaluated(guesses: readonly Promise<Awaited<ReturnType<typeof signIn>>>[]) {
  const results = await Promise.all(guesses);
  return results.filter(({ ok, ...rest }) => ok || findCode(rest) === "WRONG_CREDENTIALS").length;
}
const findCode = (result: object) =>
  "error" in result && result.error && typeof result.error === "object" && "code" in result.error
    ? result.error.code
    : undefined;

const addresses: Record<string, (index: number) => string> = {
  "twelve addresses": (index) => `198.51.100.${index % 12}`,
  "an address each": (index) => `198.51.100.${index}`,
  "an IPv6 network each": (index) => `2001:db8:${index.toString(16)}::1`,
  "addresses that nobody can read": (index) => `unknown-${index}`,
};

describe.each(["ana@x.io", "nobody@x.io"])("case 85: guesses at %s", (email) => {
  test.each(Object.keys(addresses))(
    "case 85: from %s, all at once and on two replicas, are bounded for the account",
    async (kind) => {
      const pickIp = addresses[kind] ?? String;
      const guesses = Array.from({ length: 60 }, (_, index) =>
        signIn("wrong", { email, ip: pickIp(index), on: index % 2 === 0 ? db : replica }),
      );
      const looked = await evaluated(guesses);
      expect(looked).toBe(throttle.perAccount);
      expect(looked).toBeLessThanOrEqual(accountTriesMax);
    },
  );

  test("case 85: one after the other, for a whole day, become fewer and fewer", async () => {
    const looked: number[] = [];
    const minute = 60_000;
    for (let at = 0; at < 24 * 60; at++) {
      const ip = `198.51.${at >> 8}.${at & 255}`;
      const nowMs = start + at * minute;
      if ((await takeSignInAttempt(db, { email, ip, device: null }, nowMs)).ok) looked.push(at);
    }
    const most = Math.max(...looked.map((from) => countIn(looked, from, 15)));
    expect(most).toBeLessThanOrEqual(accountTriesMax);
    expect(looked.length).toBeLessThan(140);
    // Never locked out for good: the next try is at most a window away.
    const gaps = looked.slice(1).map((at, index) => at - (looked[index] ?? 0));
    expect(Math.max(...gaps) * minute).toBeLessThanOrEqual(throttle.windowMs);
  });
});

function countIn(minutes: readonly number[], from: number, length: number): number {
  return minutes.filter((at) => at >= from && at < from + length).length;
}

describe("case 85: the owner of an account that is guessed at", () => {
  const attack = () =>
    Promise.all(
      Array.from({ length: 30 }, (_, index) => signIn("wrong", { ip: `198.51.100.${index}` })),
    );

  test("case 85: gets in from a browser that was signed in, and strangers from nowhere", async () => {
    const cookie = knownDevice(memberId, secret, start);
    await attack();
    expect(await signIn("right password", { ip: "203.0.113.9" })).toMatchObject({
      error: { code: "TOO_MANY_ATTEMPTS" },
    });
    expect(await signIn("right password", { cookie })).toMatchObject({ ok: true });
  });

  test("case 85: has tries of their own there, which count for the account as well", async () => {
    const cookies = [1, 2, 3, 4, 5].map((age) => knownDevice(memberId, secret, start - age));
    await attack();
    const guesses = cookies.map((cookie) => signIn("wrong", { cookie }));
    expect(await evaluated(guesses)).toBe(throttle.perAccountKnown);
    expect(throttle.perAccount + throttle.perAccountKnown).toBeLessThanOrEqual(accountTriesMax);
  });

  test("case 85: is let in anew with a password that was reset, whatever was guessed before", async () => {
    await attack();
    const reset = await resetPassword(db, {
      ...{ email: "ana@x.io", actor: null, ip: null, nowMs: start },
    });
    if (!reset.ok) throw new Error(reset.error.message);
    expect(await signIn(reset.data.password)).toMatchObject({ ok: true });
    const passwordHash = await hashPassword("right password");
    await db.query("UPDATE dashboard.members SET password_hash = $1", [passwordHash]);
  });

  test("case 85: gives guessers no fresh tries by signing in", async () => {
    const cookie = knownDevice(memberId, secret, start);
    const first = await attack();
    for (const ip of ["192.0.2.7", "198.51.100.1"]) {
      expect(await signIn("right password", { ip, cookie })).toMatchObject({ ok: true });
    }
    const second = await attack();
    expect(await evaluated([...first, ...second].map(async (one) => one))).toBe(
      throttle.perAccount,
    );
  });

  test.each([
    ["none", undefined],
    ["a forged one", "bWVtX3g.AAAA"],
    ["one of another dashboard", knownDevice("mem", "another secret", start)],
    ["one that is too old", "old"],
    ["another member's", "other"],
  ])("case 85: with %s for a cookie is a stranger", async (kind, cookie) => {
    const made: Record<string, () => string> = {
      "one that is too old": () => knownDevice(memberId, secret, start - 200 * 24 * 3_600_000),
      "another member's": () => knownDevice("mem_other", secret, start),
    };
    await attack();
    const sent = made[kind]?.() ?? cookie;
    expect(await signIn("right password", { cookie: sent })).toMatchObject({
      error: { code: "TOO_MANY_ATTEMPTS" },
    });
  });
});

test("case 85: addresses of one IPv6 /64 are one network", async () => {
  const guesses = Array.from({ length: 10 }, (_, index) =>
    signIn("wrong", { email: "new@x.io", ip: `2001:db8:1:2:${index}::${index}` }),
  );
  expect(await evaluated(guesses)).toBe(throttle.perAccountAndNetwork);
  const mapped = ["192.0.2.50", "::ffff:192.0.2.50", "::ffff:c000:232"];
  const same = Array.from({ length: 9 }, (_, index) =>
    signIn("wrong", { email: "newer@x.io", ip: mapped[index % 3] ?? "" }),
  );
  expect(await evaluated(same)).toBe(throttle.perAccountAndNetwork);
});
