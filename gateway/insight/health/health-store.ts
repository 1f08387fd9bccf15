import type { Queryable } from "../../platform/db/database";

export interface ProbedDatabase {
  /** A standby, or set so: no usage could be recorded. */
  isReadOnly: boolean;
  encryptionCheck: Buffer | undefined;
}

/** Rejects while PostgreSQL can't be reached, or our tables can't be read. */
export async function probeDatabase(db: Queryable): Promise<ProbedDatabase> {
  const { rows } = await db.query<{ isReadOnly: boolean; encryptionCheck: Buffer | null }>(
    `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly",
       (SELECT value_encrypted FROM encryption_check) AS "encryptionCheck",
       EXISTS (SELECT FROM workspaces)`,
  );
  const [row] = rows;
  return {
    isReadOnly: row?.isReadOnly ?? false,
    encryptionCheck: row?.encryptionCheck ?? undefined,
  };
}
