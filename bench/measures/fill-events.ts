import { hourMs } from "../../gateway/contracts/leaves/time";
import { createPartitions } from "../../gateway/metering/ledger/partition-store";
import { ulidFloor } from "../../gateway/metering/ledger/ulid-range";
import type { Database } from "../../gateway/platform/db/database";

export interface EventsFixture {
  workspaceId: string;
  startMs: number;
  /** Exclusive. */
  endMs: number;
  /** Of a thousandth of the events. */
  keyPrefix: string;
}

const days = 30;
const keys = 1_000;
const writers = 2;

/** A ledger of 30 days, evenly filled, in its partitions and with all of its indexes. */
export async function fillEvents(db: Database, events: number): Promise<EventsFixture> {
  const endMs = Math.floor(Date.now() / (24 * hourMs)) * 24 * hourMs;
  const startMs = endMs - days * 24 * hourMs;
  await db.transaction((tx) => createPartitions(tx, startMs, days));
  const hours = days * 24;
  const dueBy = (hour: number) => Math.floor((events * hour) / hours);
  let next = 0;
  const write = async () => {
    for (let hour = next++; hour < hours; hour = next++) {
      const atMs = startMs + hour * hourMs;
      await insertHour(db, { atMs, count: dueBy(hour + 1) - dueBy(hour) });
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  await db.query("VACUUM ANALYZE events");
  return { workspaceId, startMs, endMs, keyPrefix: "k7" };
}

const workspaceId = "wsp_bench";

async function insertHour(
  db: Database,
  { atMs, count }: { atMs: number; count: number },
): Promise<void> {
  await db.query(
    `INSERT INTO events (idempotency_key, workspace_id, group_id, group_path, cascading,
       external_entity_id, api_key_prefix, model_slug, request_id, admitted_at, "timestamp",
       recorded_at, input_tokens, output_tokens, cached_input_tokens, estimated, outcome, billable)
     SELECT $1 || lpad(n::text, 16, '0'), $2, 'p' || n % 500,
       ARRAY['c' || n % 50, 't' || n % 250, 'p' || n % 500], true, 'customer-' || n % 200,
       'k' || n % $3::int, 'acme/m' || n % 5, 'req_' || $1 || lpad(n::text, 16, '0'), at, at, at,
       200 + n % 1000, 50 + n % 300, 20, false, 'completed', true
     FROM generate_series(0, $4::int - 1) AS n, LATERAL (
       SELECT date_trunc('milliseconds', $5::timestamptz + n * interval '1 hour' / $4::int) AS at
     ) AS moment`,
    [ulidFloor(atMs).slice(0, 10), workspaceId, keys, count, new Date(atMs)],
  );
}
