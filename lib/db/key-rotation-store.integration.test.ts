import { afterAll, beforeAll, expect, test } from "vitest";
import { dayMs } from "../../gateway/contracts/leaves/time";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import {
  deleteKeyRotation,
  deleteKeyRotations,
  insertKeyRotation,
  listKeyRotations,
} from "./key-rotation-store";
import { type DashboardDatabase, openDashboardDatabase } from "./open-database";

let server: TestDatabase;
let db: DashboardDatabase;
const nowMs = Date.parse("2026-03-10T12:00:00Z");

beforeAll(async () => {
  server = await createTestDatabase();
  db = openDashboardDatabase(server.url);
});
afterAll(async () => {
  await db.close();
  await server.drop();
});

const start = (groupId: string, oldPrefix: string, newPrefix: string, atMs = nowMs) =>
  insertKeyRotation(db, { groupId, oldPrefix, newPrefix }, atMs);
const pairs = async (groupId: string) =>
  (await listKeyRotations(db, groupId)).map(({ oldPrefix, newPrefix }) => [oldPrefix, newPrefix]);

test("a group's rotations are its own, newest first; a key rotated again is followed by the newest", async () => {
  await start("grp_a", "one", "two");
  await start("grp_a", "three", "four", nowMs + dayMs);
  await start("grp_b", "one", "other");
  expect(await pairs("grp_a")).toEqual([
    ["three", "four"],
    ["one", "two"],
  ]);
  await start("grp_a", "one", "five", nowMs + 2 * dayMs);
  expect(await listKeyRotations(db, "grp_a")).toEqual([
    { oldPrefix: "one", newPrefix: "five", startedAt: "2026-03-12T12:00:00.000Z" },
    { oldPrefix: "three", newPrefix: "four", startedAt: "2026-03-11T12:00:00.000Z" },
  ]);
});

test("one ends with either of its keys, or because somebody ends it", async () => {
  await start("grp_c", "one", "two");
  await start("grp_c", "two", "three");
  await start("grp_c", "four", "five");
  await deleteKeyRotation(db, { groupId: "grp_c", oldPrefix: "four", newPrefix: "other" });
  await deleteKeyRotations(db, { groupId: "grp_d", prefix: "two" });
  expect(await pairs("grp_c")).toHaveLength(3);
  await deleteKeyRotation(db, { groupId: "grp_c", oldPrefix: "four", newPrefix: "five" });
  await deleteKeyRotations(db, { groupId: "grp_c", prefix: "two" });
  expect(await pairs("grp_c")).toEqual([]);
});

test("what nobody ended is gone after a year", async () => {
  await start("grp_e", "one", "two", nowMs - 366 * dayMs);
  await start("grp_e", "three", "four", nowMs - 364 * dayMs);
  await start("grp_f", "five", "six");
  expect(await pairs("grp_e")).toEqual([["three", "four"]]);
});
