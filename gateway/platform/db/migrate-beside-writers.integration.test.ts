import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { migrate } from "./migrate";

const ours = resolve("gateway/platform/db/migrations");
let database: TestDatabase;
let folder: string;
let clients: pg.Client[];
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "headgate-migrations-"));
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, sql: string) => writeFile(join(folder, name), sql);
const run = (url = database.url, onProgress?: (line: string) => void) =>
  migrate(url, { directory: folder, schema: "dashboard", onProgress, tellMs: 50 });

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  clients.push(client);
  return client;
}

/** As a database was before anything was applied to it. */
async function empty(): Promise<void> {
  await database.db.query("DROP SCHEMA public CASCADE");
  await database.db.query("DROP SCHEMA dashboard CASCADE");
  await database.db.query("CREATE SCHEMA public");
  await database.db.query("CREATE SCHEMA dashboard");
}

test.each(["query_timeout", "statement_timeout", "lock_timeout"])(
  "case 72: a migration takes as long as it takes, whatever %s the URL has, and says that it goes on",
  async (setting) => {
    await empty();
    await write("0001-slow.sql", "SELECT pg_sleep(0.5)");
    const lines: string[] = [];
    const url = `${database.url}?${setting}=100`;
    expect(await run(url, (line) => lines.push(line))).toEqual(["0001-slow.sql"]);
    expect(lines.some((line) => /^0001-slow\.sql: \d\.\d s so far$/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/^0001-slow\.sql is applied, after \d+\.\d s$/);
  },
);

test.each([
  ["a file", "0002-change.sql", "ALTER TABLE things ADD COLUMN more int"],
  [
    "a step of one",
    "0002-change.steps.sql",
    "-- step: the column\nALTER TABLE things ADD COLUMN more int;\n-- step in batches: nothing\nSELECT FROM things WHERE false",
  ],
])(
  "case 72: a write waits for no migration that waits for a table: %s",
  async (_what, name, sql) => {
    await empty();
    await write("0001-things.sql", "CREATE TABLE things (id int)");
    await run();
    const reader = await connect();
    await reader.query("BEGIN");
    await reader.query("SELECT FROM dashboard.things");

    await write("0002-change.sql", "ALTER TABLE things ADD COLUMN more int");
    await write(name, sql);
    const lines: string[] = [];
    const migrating = run(database.url, (line) => lines.push(line));
    await expect.poll(() => lines.join("\n")).toContain("others hold what it changes");
    // The reader goes on reading: where the migration stood in line before them, writes would wait for it.
    const writer = await connect();
    for (let id = 0; id < 5; id++) {
      await writer.query("INSERT INTO dashboard.things VALUES ($1)", [id]);
    }
    await reader.query("COMMIT");
    expect(await migrating).toEqual(["0002-change.sql"]);
    expect((await writer.query("SELECT more FROM dashboard.things")).rowCount).toBe(5);
  },
);

test("case 72: steps in batches and outside a transaction each commit by themselves, and are not done again after a failure", async () => {
  await empty();
  await write(
    "0001-things.sql",
    "CREATE TABLE things AS SELECT id FROM generate_series(1, 25) AS id",
  );
  await run();
  await write("0002-fill.sql", "ALTER TABLE things ADD COLUMN seen xid8 DEFAULT '0'");
  const steps = (last: string) => `
-- step: the column
ALTER TABLE things ADD COLUMN seen xid8;
-- step in batches: its values
UPDATE things SET seen = pg_current_xact_id()
WHERE id IN (SELECT id FROM things WHERE seen IS NULL LIMIT 10);
-- step without a transaction: an index
DROP INDEX CONCURRENTLY IF EXISTS things_by_id;
CREATE INDEX CONCURRENTLY things_by_id ON dashboard.things (id);
-- step without a transaction (needs no_such_extension): nothing
CREATE INDEX CONCURRENTLY things_by_nothing ON dashboard.things (nothing);
-- step: the end
${last};
`;
  await write("0002-fill.steps.sql", steps("SELECT nothing FROM things"));
  await expect(run()).rejects.toThrow(/^The migration 0002-fill.sql failed: .*nothing/);
  await write("0002-fill.steps.sql", steps("CREATE TABLE ends (at timestamptz)"));
  expect(await run()).toEqual(["0002-fill.sql"]);
  expect(await run()).toEqual([]);
  const { rows } = await database.db.query<{ batches: number; rows: number }>(
    "SELECT count(DISTINCT seen) AS batches, count(seen) AS rows FROM dashboard.things",
  );
  expect(rows).toEqual([{ batches: 3, rows: 25 }]);
  const { rows: indexes } = await database.db.query(
    "SELECT FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid AND i.indisvalid WHERE relname = 'things_by_id'",
  );
  expect(indexes).toHaveLength(1);
});

/** Everything that a migration makes, in no order of its own. */
async function describeSchema(): Promise<unknown> {
  const read = async (sql: string) => (await database.db.query(sql)).rows;
  return {
    columns: await read(
      `SELECT table_name, column_name, data_type, collation_name, column_default, is_nullable,
         is_generated FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name NOT LIKE 'migration%' ORDER BY 1, 2`,
    ),
    indexes: await read(
      `SELECT indexdef FROM pg_indexes
       WHERE schemaname = 'public' AND tablename NOT LIKE 'migration%' ORDER BY 1`,
    ),
    triggers: await read(
      "SELECT pg_get_triggerdef(oid) AS def FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    ),
    functions: await read(
      `SELECT pg_get_functiondef(p.oid) AS def FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
       WHERE nspname = 'public' AND prokind = 'f' AND NOT EXISTS (
         SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1`,
    ),
    invalid: await read("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"),
    groups: await read("SELECT id, search_text FROM groups ORDER BY id"),
    receipts: await read("SELECT request_id, series FROM receipts ORDER BY 1"),
    hours: await read("SELECT * FROM refusal_hours ORDER BY workspace_id, at, series"),
  };
}

/** A workspace of the version before folded searches and refusals' sums. */
async function fillOldVersion(): Promise<void> {
  await database.db.query(`
    INSERT INTO workspaces (id, name) VALUES ('wsp_1', 'one');
    INSERT INTO groups (id, workspace_id, root_id, path, external_entity_id, name, limit_enforcement)
      SELECT 'grp_' || n, 'wsp_1', 'grp_' || n, ARRAY['grp_' || n], 'e' || n, 'Müller Straße ' || n, 'CASCADING'
      FROM generate_series(1, 2500) AS n;
    INSERT INTO receipts (request_id, refused_at, workspace_id, group_path, api_key_prefix, model_slug,
        binding, limits, retry_after_ms, never_fits)
      SELECT 'req_01JZ' || lpad(n::text, 22, '0'), now() - interval '1 hour', 'wsp_1', ARRAY['grp_1'],
        'prefix', 'acme/x', '{"type":"TOKEN","unit":"DAY","source_group":"grp_1"}', '[]', 1, false
      FROM generate_series(1, 6000) AS n`);
}

test("case 72: what is applied in steps beside writers is the same as in one piece", async () => {
  const plain = join(folder, "plain");
  await cp(ours, plain, { recursive: true, filter: (file) => !file.endsWith(".steps.sql") });
  const described: unknown[] = [];
  for (const directory of [plain, ours]) {
    await empty();
    await migrate(database.url, {
      directory: plain,
      schema: "public",
      through: "0007-webhooks.sql",
    });
    await fillOldVersion();
    const applied = await migrate(database.url, { directory, schema: "public" });
    expect(applied).toContain("0008-group-search-folded.sql");
    described.push(await describeSchema());
  }
  expect(described[1]).toEqual(described[0]);
  expect(
    (await readdir(ours)).filter((name) => name.endsWith(".steps.sql")).length,
  ).toBeGreaterThan(2);
  // And from nothing.
  await empty();
  await migrate(database.url, { directory: ours, schema: "public" });
  expect(await describeSchema()).toEqual({
    ...Object(described[0]),
    ...{ groups: [], receipts: [], hours: [] },
  });
});
