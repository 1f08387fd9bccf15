import type { Queryable } from "../db/database";

/** Rejects while PostgreSQL can't be reached or the schema is not there yet. */
export async function probeDatabase(db: Queryable): Promise<void> {
  await db.query("SELECT FROM workspaces LIMIT 1");
}
