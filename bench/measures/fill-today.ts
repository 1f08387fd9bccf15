import { createPartitions } from "../../gateway/metering/ledger/partition-store";
import { ulidFloor } from "../../gateway/metering/ledger/ulid-range";
import type { Database } from "../../gateway/platform/db/database";

export interface TodayFixture {
  workspaceId: string;
  slugs: readonly string[];
  /** Roots, and by root what is below it. */
  trees: readonly { rootId: string; childIds: readonly string[] }[];
}

const writers = 2;
const perInsert = 100_000;
/** Before the events' number: no two batches make the same key. */
const keyCharacters = 26;
const keysPerGroup = 14;

/**
 * So many events, evenly over the time since then, the groups' keys and the slugs, a hundredth of them
 * failed ones that count as requests only. In recording order: none before what a roller has passed.
 */
export async function fillToday(
  db: Database,
  fixture: TodayFixture,
  { first, count, sinceMs }: { first: number; count: number; sinceMs: number },
): Promise<void> {
  const untilMs = Date.now() - 1_000;
  await db.transaction((tx) => createPartitions(tx, sinceMs, 1));
  const batches = Math.ceil(count / perInsert);
  let next = 0;
  const write = async () => {
    for (let batch = next++; batch < batches; batch = next++) {
      const from = batch * perInsert;
      const fromMs = sinceMs + Math.floor((Math.max(0, untilMs - sinceMs) * batch) / batches);
      await insertBatch(db, fixture, {
        first: first + from,
        count: Math.min(perInsert, count - from),
        atMs: fromMs,
      });
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
}

async function insertBatch(
  db: Database,
  { workspaceId, slugs, trees }: TodayFixture,
  { first, count, atMs }: { first: number; count: number; atMs: number },
): Promise<void> {
  const paths = trees.flatMap(({ rootId, childIds }) => childIds.map((id) => `${rootId} ${id}`));
  const time = ulidFloor(atMs).slice(0, 10);
  await db.query(
    `INSERT INTO events (idempotency_key, workspace_id, group_id, group_path, cascading,
       external_entity_id, api_key_prefix, model_slug, request_id, admitted_at, "timestamp",
       recorded_at, input_tokens, output_tokens, cached_input_tokens, estimated, outcome, billable)
     SELECT key, $2, path[2], path, true, path[2], 'k' || n / 7 % $3::int || path[2],
       ($4::text[])[1 + n / 3 % cardinality($4::text[])], 'req_' || key, at, at, at,
       CASE WHEN fails THEN 0 ELSE 200 + n % 1000 END, CASE WHEN fails THEN 0 ELSE 50 + n % 300 END,
       0, false, CASE WHEN fails THEN 'upstream_error' ELSE 'completed' END, NOT fails
     FROM generate_series($5::bigint, $5 + $6::int - 1) AS n, LATERAL (
       SELECT $1 || lpad(n::text, $7::int, '0') AS key, $8::timestamptz AS at, n % 100 = 0 AS fails,
         string_to_array(($9::text[])[1 + n % cardinality($9::text[])], ' ') AS path) AS made`,
    [
      ...[time, workspaceId, keysPerGroup, slugs, first, count],
      ...[keyCharacters - time.length, new Date(atMs), paths],
    ],
  );
}
