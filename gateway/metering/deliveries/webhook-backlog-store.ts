import { onlyRow, type Queryable } from "../../platform/db/database";
import type { WebhookBacklog } from "../../platform/metrics/metric-sources";

/** More are not counted: a scrape of metrics must not read weeks of deliveries. */
const countedMax = 10_000;

/** At most `countedMax` of each workspace and status are counted; what is paused does not wait. */
export async function selectWebhookBacklog(db: Queryable, now: Date): Promise<WebhookBacklog> {
  const { rows } = await db.query<WebhookBacklog>(
    `SELECT coalesce(sum(waiting.count), 0)::int AS pending,
       coalesce(sum(dead.count), 0)::int AS "deadLetters",
       greatest(0, max(extract(epoch FROM $1::timestamptz - waiting.oldest))
         FILTER (WHERE NOT settings.paused))::float8 AS "oldestPendingSeconds"
     FROM webhook_settings AS settings
       CROSS JOIN LATERAL (SELECT count(*), min(created_at) AS oldest
         FROM (SELECT created_at FROM webhook_deliveries
           WHERE workspace_id = settings.workspace_id AND status = 'pending'
           ORDER BY seq LIMIT $2) AS counted) AS waiting
       CROSS JOIN LATERAL (SELECT count(*)
         FROM (SELECT FROM webhook_deliveries
           WHERE workspace_id = settings.workspace_id AND status = 'dead_letter'
           LIMIT $2) AS counted) AS dead`,
    [now, countedMax],
  );
  return onlyRow(rows);
}
