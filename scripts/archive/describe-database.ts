import { resolve } from "node:path";
import type { Queryable } from "../../gateway/platform/db/database";
import { readMigrations } from "../../gateway/platform/db/read-migrations";
import type { BackupHeader } from "./backup-format";

type Described = Pick<BackupHeader, "tables" | "partitions" | "sequences" | "migrations">;

/** The parameters are names of tables in `public`, and in `dashboard`. */
const isOurs = `(n.nspname = 'public' AND c.relname = ANY($1)
  OR n.nspname = 'dashboard' AND c.relname = ANY($2))`;
export const migrationFolders = {
  public: "gateway/platform/db/migrations",
  dashboard: "lib/db/migrations",
};

/** What migrations make: others may keep tables of their own beside ours. */
async function tableNames(schema: keyof typeof migrationFolders): Promise<string[]> {
  const migrations = await readMigrations(resolve(migrationFolders[schema]));
  return migrations.flatMap(({ sql }) =>
    [...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(?:\w+\.)?(\w+)/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  );
}

/** What there is to copy, read in the snapshot that it will be copied in. */
export async function describeDatabase(tx: Queryable): Promise<Described> {
  const [inPublic, inDashboard] = [await tableNames("public"), await tableNames("dashboard")];
  const tables = await tx.query<BackupHeader["tables"][number] & { oid: string }>(
    `SELECT c.oid::text, n.nspname AS schema, c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${isOurs}
     GROUP BY c.oid, n.nspname, c.relname ORDER BY n.nspname DESC, c.relname`,
    [inPublic, inDashboard],
  );
  const references = await tx.query<{ child: string; parent: string }>(
    `SELECT conrelid::text AS child, confrelid::text AS parent FROM (
       SELECT conrelid::oid, confrelid::oid FROM pg_constraint
       WHERE contype = 'f' AND conrelid <> confrelid) AS foreign_keys`,
  );
  const partitions = await tx.query<BackupHeader["partitions"][number]>(
    `SELECT p.relname AS parent, c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE c.relispartition AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
       AND p.relnamespace = to_regnamespace('public') AND p.relname = ANY($1) ORDER BY c.relname`,
    [inPublic],
  );
  const sequences = await tx.query<BackupHeader["sequences"][number]>(
    `SELECT n.nspname AS schema, c.relname AS "table", a.attname AS "column", s.last_value::float8 AS value
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
       JOIN pg_sequences s ON format('%I.%I', s.schemaname, s.sequencename)
         = pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)
     WHERE s.last_value IS NOT NULL AND ${isOurs}`,
    [inPublic, inDashboard],
  );
  const newest = async (schema: "public" | "dashboard") => {
    const known = await tx.query("SELECT FROM pg_class WHERE oid = to_regclass($1)", [
      `${schema}.migrations`,
    ]);
    if (known.rows.length === 0) return undefined;
    const { rows } = await tx.query<{ name: string | null }>(
      `SELECT max(name COLLATE "C") AS name FROM ${schema}.migrations`,
    );
    return rows[0]?.name ?? undefined;
  };
  return {
    tables: parentsFirst(tables.rows, references.rows),
    partitions: partitions.rows,
    sequences: sequences.rows,
    migrations: { public: await newest("public"), dashboard: await newest("dashboard") },
  };
}

function parentsFirst<
  Table extends { oid: string; schema: "public" | "dashboard"; name: string; columns: string[] },
>(
  tables: readonly Table[],
  references: readonly { child: string; parent: string }[],
): Described["tables"] {
  const ordered: Table[] = [];
  const visit = (table: Table) => {
    if (ordered.includes(table)) return;
    for (const { child, parent } of references) {
      const before = child === table.oid ? tables.find(({ oid }) => oid === parent) : undefined;
      if (before) visit(before);
    }
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered.map(({ schema, name, columns }) => ({ schema, name, columns }));
}
