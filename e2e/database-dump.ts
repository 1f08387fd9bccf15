import { withDatabase } from "./members";
import type { Stack } from "./stack";

/** Written by looking on, not by acting. */
const volatile = ["last_used_at", "last_seen_at"];

/** Every row of every table of ours, as sorted JSON lines that begin with the table's name. */
export function databaseLines(stack: Stack): Promise<string[]> {
  return withDatabase(stack, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
       ORDER BY 1`,
    );
    const lines: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${name} t ORDER BY 1`,
        [volatile],
      );
      lines.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return lines;
  });
}
