import { dayMs } from "../../gateway/contracts/leaves/time";
import type { Queryable } from "./open-database";

export interface KeyRotationRow {
  oldPrefix: string;
  newPrefix: string;
  startedAt: string;
}

/** A rotation of a year ago is none any more: the row is of no use to anybody. */
const keptMs = 365 * dayMs;

/** From now on the one key takes the other's place. Rows that nobody ended go, once they are a year old. */
export async function insertKeyRotation(
  db: Queryable,
  rotation: { groupId: string; oldPrefix: string; newPrefix: string },
  nowMs: number,
): Promise<void> {
  await db.query("DELETE FROM dashboard.key_rotations WHERE started_at < $1", [
    new Date(nowMs - keptMs),
  ]);
  await db.query(
    `INSERT INTO dashboard.key_rotations (group_id, old_prefix, new_prefix, started_at)
     VALUES ($1, $2, $3, $4) ON CONFLICT (group_id, old_prefix)
     DO UPDATE SET new_prefix = excluded.new_prefix, started_at = excluded.started_at`,
    [rotation.groupId, rotation.oldPrefix, rotation.newPrefix, new Date(nowMs)],
  );
}

/** Of a group, the newest first. Whether the keys are still there, only the gateway knows. */
export async function listKeyRotations(db: Queryable, groupId: string): Promise<KeyRotationRow[]> {
  const { rows } = await db.query<Omit<KeyRotationRow, "startedAt"> & { startedAt: Date }>(
    `SELECT old_prefix AS "oldPrefix", new_prefix AS "newPrefix", started_at AS "startedAt"
     FROM dashboard.key_rotations
     WHERE group_id = $1 ORDER BY started_at DESC, old_prefix`,
    [groupId],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }));
}

/** Those that this key takes part in, as the old one or as the new. */
export async function deleteKeyRotations(
  db: Queryable,
  key: { groupId: string; prefix: string },
): Promise<void> {
  await db.query(
    `DELETE FROM dashboard.key_rotations
     WHERE group_id = $1 AND (old_prefix = $2 OR new_prefix = $2)`,
    [key.groupId, key.prefix],
  );
}

/** Stops following one; both keys stay as they are. */
export async function deleteKeyRotation(
  db: Queryable,
  rotation: { groupId: string; oldPrefix: string; newPrefix: string },
): Promise<void> {
  await db.query(
    `DELETE FROM dashboard.key_rotations
     WHERE group_id = $1 AND old_prefix = $2 AND new_prefix = $3`,
    [rotation.groupId, rotation.oldPrefix, rotation.newPrefix],
  );
}
