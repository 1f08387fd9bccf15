import { dayMs } from "../../contracts/leaves/time";
import type { Queryable } from "../../platform/db/database";
import { type ConsumptionRow, readAlongIndexes } from "../ledger/event-store";
import { selectWatermark } from "./rollup-store";
import { keyFloor } from "./source-rows-store";

/** A key is made when an answer ends, by another clock than the day of its admission. */
const answerMarginMs = dayMs;
const pageRows = 10_000;

/**
 * What was admitted on a UTC day (its start, ms), in pages: what is added up, then the ledger's rows
 * behind that. Exact within one snapshot, whatever the day's number of events; each statement is
 * short. A group's place in its tree and its enforcement are for good.
 */
export async function* readConsumptionOfDay(
  tx: Queryable,
  dayStartMs: number,
): AsyncGenerator<ConsumptionRow[]> {
  const { recordedAt, key } = await selectWatermark(tx, "events");
  // Planned for all of its rows, not for the first of them; compiling it would take longer than it.
  await tx.query(
    "SELECT set_config('cursor_tuple_fraction', '1', true), set_config('jit', 'off', true)",
  );
  yield* readPages(
    tx,
    "added_up",
    `SELECT coalesce(g.path, ARRAY[u.group_id]) AS "groupPath", u.group_id AS "groupId",
       coalesce(g.limit_enforcement = 'CASCADING', false) AS cascading, u.slug, u.requests,
       u.tokens
     FROM (
       SELECT group_id, slug, sum(requests)::bigint AS requests,
         sum(input_tokens + output_tokens)::bigint AS tokens
       FROM workspaces w JOIN usage_days d ON d.workspace_id = w.id COLLATE "C" AND d.at = $1
       WHERE requests > 0 GROUP BY group_id, slug
     ) AS u LEFT JOIN groups g ON g.id = u.group_id`,
    [new Date(dayStartMs)],
  );
  await readAlongIndexes(tx);
  yield* readPages(
    tx,
    "behind",
    `SELECT group_path AS "groupPath", group_id AS "groupId", cascading, model_slug AS slug,
       1 AS requests, input_tokens + output_tokens AS tokens
     FROM events
     WHERE (recorded_at, idempotency_key) > ($1, $2) AND idempotency_key >= $3
       AND admitted_at >= $4
     ORDER BY recorded_at, idempotency_key`,
    [recordedAt, key, keyFloor("events", dayStartMs - answerMarginMs), new Date(dayStartMs)],
  );
}

async function* readPages(
  tx: Queryable,
  cursor: string,
  sql: string,
  values: unknown[],
): AsyncGenerator<ConsumptionRow[]> {
  await tx.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, values);
  for (;;) {
    const { rows } = await tx.query<ConsumptionRow>(`FETCH ${pageRows} FROM ${cursor}`);
    if (rows.length > 0) yield rows;
    if (rows.length < pageRows) break;
  }
  await tx.query(`CLOSE ${cursor}`);
}
