import type { Queryable } from "./database";

/** As PostgreSQL tells it: 180004 is 18.4. */
export async function selectServerVersion(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  return rows[0]?.version ?? 0;
}
