import type { Queryable } from "../platform/db/database";

const tables = [
  "endpoints",
  "secrets",
  "management_keys",
  "groups",
  "api_keys",
  "audit_logs",
  "webhook_settings",
  "webhook_deliveries",
];

/**
 * Every row of the management plane, as text: two equal answers prove that nothing was written
 * in between. Leaves out when a key was last used, which reading changes too.
 */
export async function managementRows(db: Queryable): Promise<string[]> {
  const rows: string[] = [];
  for (const table of tables) {
    const found = await db.query<{ row: string }>(
      `SELECT '${table} ' || (to_jsonb(t) - 'last_used_at')::text AS row FROM ${table} t ORDER BY 1`,
    );
    rows.push(...found.rows.map(({ row }) => row));
  }
  return rows;
}
