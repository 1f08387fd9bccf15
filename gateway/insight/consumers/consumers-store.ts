import { decodeTime } from "ulidx";
import type { LimitType } from "../../contracts/limit";
import { consumersMax } from "../../contracts/limit-consumers";
import { ulidFloor } from "../../metering/ledger/ulid-range";
import { selectWatermark } from "../../metering/rollups/rollup-store";
import { keyFloor } from "../../metering/rollups/source-rows-store";
import type { Queryable } from "../../platform/db/database";
import { saturated } from "../../platform/db/saturated-store";

/** Whose use of what is asked for. */
export interface PoolSelection {
  workspaceId: string;
  slug: string;
  type: LimitType;
  /** Ids from the root to the group. */
  path: readonly string[];
}

/**
 * What was used by those who leave the path at a level: the level's own keys, or a group right
 * below it that is not on the path, with its subtree.
 */
export interface ConsumerRow {
  /** 1 = the root. */
  level: number;
  /** "" = the level's own keys; null = all that are not among the biggest, together. */
  consumer: string | null;
  amount: number;
  /** How many these are. */
  count: number;
}

export interface ConsumerRows {
  rows: ConsumerRow[];
  fromMs: number;
  isWhole: boolean;
}

/** Of anybody's. Asked for again and again while somebody looks: see decision 58. */
const ledgerRowsMax = 10_000;

const amountOf: Record<LimitType, { event: string; rollup: string }> = {
  TOKEN: { event: "input_tokens + output_tokens", rollup: "input_tokens + output_tokens" },
  REQUEST: { event: "1", rollup: "requests" },
};

/**
 * Of what was answered since a moment. As after a restart, a request counts from its admission, its
 * tokens from its end.
 */
export async function selectConsumersSince(
  db: Queryable,
  selection: PoolSelection,
  sinceMs: number,
): Promise<ConsumerRows> {
  const { workspaceId, slug, type, path } = selection;
  const floor = ulidFloor(sinceMs);
  const { rows: beyond } = await db.query<{ key: string }>(
    `SELECT idempotency_key AS key FROM events WHERE idempotency_key >= $1
     ORDER BY idempotency_key DESC OFFSET $2 LIMIT 1`,
    [floor, ledgerRowsMax],
  );
  const tooFar = beyond[0]?.key;
  const { rows } = await db.query<ConsumerRow>(
    consumers(
      path.length,
      `SELECT group_id, sum(${amountOf[type].event}) AS amount FROM events
       WHERE idempotency_key >= $4 AND idempotency_key > $5
         AND ${type === "TOKEN" ? `"timestamp"` : "admitted_at"} > $6
         AND workspace_id = $1 AND model_slug = $2 GROUP BY group_id`,
    ),
    [workspaceId, slug, path, floor, tooFar ?? "", new Date(sinceMs)],
  );
  const fromMs = tooFar === undefined ? sinceMs : Math.max(sinceMs, decodeTime(tooFar));
  return { rows, fromMs, isWhole: tooFar === undefined };
}

/** Of a day (its start, UTC): the roll-ups, and what they do not have yet. */
export async function selectConsumersOfDay(
  tx: Queryable,
  selection: PoolSelection,
  dayStartMs: number,
): Promise<ConsumerRows> {
  const { workspaceId, slug, type, path } = selection;
  const { recordedAt, key } = await selectWatermark(tx, "events");
  const after = [recordedAt, key, keyFloor("events", dayStartMs)];
  const { rows: beyond } = await tx.query<{ recordedAt: Date }>(
    `SELECT recorded_at AS "recordedAt" FROM events
     WHERE (recorded_at, idempotency_key) > ($1, $2) AND idempotency_key >= $3
     ORDER BY recorded_at, idempotency_key OFFSET $4 LIMIT 1`,
    [...after, ledgerRowsMax],
  );
  const tooFar = beyond[0]?.recordedAt;
  const { rows } = await tx.query<ConsumerRow>(
    consumers(
      path.length,
      `SELECT group_id, sum(${amountOf[type].event}) AS amount FROM events
       WHERE (recorded_at, idempotency_key) > ($4, $5) AND idempotency_key >= $6
         AND ($7::timestamptz IS NULL OR recorded_at < $7) AND admitted_at >= $8
         AND workspace_id = $1 AND model_slug = $2 GROUP BY group_id`,
      rolledUp(amountOf[type].rollup),
    ),
    [workspaceId, slug, path, ...after, tooFar ?? null, new Date(dayStartMs)],
  );
  return { rows, fromMs: dayStartMs, isWhole: tooFar === undefined };
}

/** Of whole days: $1 workspace, $2 slug, $3 path, $8 the day. */
const rolledUp = (amount: string) => `
  SELECT level, u.group_id AS consumer, ${amount} AS amount
  FROM unnest($3::text[]) WITH ORDINALITY AS on_path (id, level)
    JOIN groups g ON g.workspace_id = $1 AND g.parent_id = on_path.id AND g.id <> ALL($3::text[])
    JOIN tree_usage_days u ON u.workspace_id = $1 AND u.group_id = g.id COLLATE "C"
      AND u.at = $8 AND u.slug = $2
  UNION ALL
  SELECT level, '', ${amount}
  FROM unnest($3::text[]) WITH ORDINALITY AS on_path (id, level)
    JOIN usage_days u ON u.workspace_id = $1 AND u.group_id = on_path.id COLLATE "C"
      AND u.at = $8 AND u.slug = $2`;

/** `callers`: SQL of calling groups and amounts; `more`: of levels, consumers and amounts. */
function consumers(levels: number, callers: string, more?: string): string {
  // Paths of one tree part once: where they differ first.
  const parts = Array.from({ length: levels - 1 }, (_, index) => {
    const next = index + 2;
    return `WHEN path[${next}] IS DISTINCT FROM ($3::text[])[${next}] THEN ${next - 1}`;
  });
  const level = parts.length > 0 ? `CASE ${parts.join(" ")} ELSE ${levels} END` : "1";
  // By group first, of which there are few, then by path: paths are slow to group by. The groups of
  // events are rows for good, deleted or not.
  return `WITH callers AS (${callers}), used AS (
      SELECT level, coalesce(path[level + 1], '') AS consumer, amount
      FROM (
        SELECT g.path, callers.amount, ${level} AS level
        FROM callers JOIN groups g ON g.id = callers.group_id
        WHERE g.root_id = ($3::text[])[1]
      ) AS parted
      ${more ? `UNION ALL ${more}` : ""}
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY level ORDER BY amount DESC, consumer) AS place
      FROM (SELECT level, consumer, sum(amount) AS amount FROM used GROUP BY level, consumer) AS consumed
      WHERE amount > 0
    )
    SELECT level::int, consumer, ${saturated("amount")} AS amount, 1 AS count FROM ranked WHERE place <= ${consumersMax}
    UNION ALL
    SELECT level::int, NULL, ${saturated("sum(amount)")}, count(*)::int FROM ranked
    WHERE place > ${consumersMax} GROUP BY level`;
}
