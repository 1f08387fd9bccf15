import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { type MigrateOptions, migrate } from "./migrate";

let directory: string;
let database: TestDatabase;
let options: MigrateOptions;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "headgate-migrate-"));
  database = await createTestDatabase();
  await database.db.query("DROP SCHEMA IF EXISTS dashboard CASCADE");
  options = { directory, schema: "dashboard" };
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const write = (name: string, sql: string) => writeFile(join(directory, name), sql);

it("applies each file once, in order, into its schema", async () => {
  await write("0002-b.sql", "ALTER TABLE things ADD COLUMN n int");
  await write("0001-a.sql", "CREATE TABLE things (id text)");
  expect(await migrate(database.url, options)).toEqual(["0001-a.sql", "0002-b.sql"]);
  expect(await migrate(database.url, options)).toEqual([]);
  const { rowCount } = await database.db.query("SELECT id, n FROM dashboard.things");
  expect(rowCount).toBe(0);
});

it("migrates once when many start at the same time", async () => {
  await write("0001-a.sql", "CREATE TABLE things (id text); INSERT INTO things VALUES ('one')");
  const applied = await Promise.all(
    Array.from({ length: 5 }, () => migrate(database.url, options)),
  );
  expect(applied.flat()).toEqual(["0001-a.sql"]);
});

it("leaves nothing of a file that fails, names it, and applies it once it is mended", async () => {
  await write("0001-a.sql", "CREATE TABLE things (id text); SELECT 1 / 0");
  await expect(migrate(database.url, options)).rejects.toThrow(
    "0001-a.sql failed: division by zero",
  );
  await write("0001-a.sql", "CREATE TABLE things (id text)");
  expect(await migrate(database.url, options)).toEqual(["0001-a.sql"]);
});

it("refuses a file that was changed after it had been applied", async () => {
  await write("0001-a.sql", "CREATE TABLE things (id text)");
  await migrate(database.url, options);
  await write("0001-a.sql", "CREATE TABLE others (id text)");
  await expect(migrate(database.url, options)).rejects.toThrow("0001-a.sql was changed");
});

it("refuses a database of a newer version, and a file that comes too late", async () => {
  await write("0002-b.sql", "CREATE TABLE things (id text)");
  await migrate(database.url, options);
  await write("0001-a.sql", "SELECT 1");
  await expect(migrate(database.url, options)).rejects.toThrow("sorts before 0002-b.sql");
  await rm(join(directory, "0002-b.sql"));
  await expect(migrate(database.url, options)).rejects.toThrow("which this version does not know");
});
