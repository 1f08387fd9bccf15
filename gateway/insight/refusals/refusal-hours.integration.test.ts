import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addRefusalRows } from "../../testing/refusal-rows";
import { createTestDatabase } from "../../testing/test-database";
import { deleteRefusalHours } from "./kept-refusal-store";

const at = Date.UTC(2026, 10, 23, 12);
const hour = 3_600_000;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const who = { workspaceId: "wsp_1", path: ["grp_root", "grp_a"] };

async function readAll() {
  const hours = await database.db.query("SELECT * FROM refusal_hours ORDER BY at, series");
  const refusals = await database.db.query(
    "SELECT request_id, series FROM receipts ORDER BY request_id",
  );
  return { hours: hours.rows, refusals: refusals.rows };
}

test("refusals of the version before are added up as new ones are", async () => {
  await addRefusalRows(database.db, [
    { ...who, at },
    { ...who, at: at + hour - 1 },
    { ...who, at: at + hour },
    { ...who, at, slug: "acme/b" },
    { ...who, at, key: "sky_bbbbbbbbbbbb" },
    { ...who, at, limit: { type: "REQUEST" } },
    { ...who, at, limit: { source_group: "grp_root" } },
  ]);
  const written = await readAll();
  expect(written.hours).toHaveLength(6);
  const migration = await readFile(
    new URL("../../platform/db/migrations/0011-refusals.sql", import.meta.url),
    "utf8",
  );
  const [, back = ""] = /To go back: ([^.]+)\./.exec(migration.replaceAll("\n--", "")) ?? [];
  await database.db.query(back);
  await database.db.query(migration);
  expect(await readAll()).toEqual(written);
});

test("hours go with the refusals that they add up", async () => {
  await addRefusalRows(
    database.db,
    [0, 1, 2].map((later) => ({ ...who, at: at + later * hour })),
  );
  await deleteRefusalHours(database.db, at + hour);
  const { hours } = await readAll();
  expect(hours).toMatchObject([{ refusals: 1 }, { refusals: 1 }]);
});
