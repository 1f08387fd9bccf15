-- The feed of billing events is read in the order in which rows came into the ledger, by
-- PostgreSQL's own clock: nothing that a feed has passed can appear before it any more.
-- To go back: DROP INDEX events_feed; ALTER TABLE events DROP COLUMN recorded_at.

ALTER TABLE events ADD COLUMN recorded_at timestamptz;
UPDATE events SET recorded_at = "timestamp";
ALTER TABLE events
  ALTER COLUMN recorded_at SET DEFAULT date_trunc('milliseconds', clock_timestamp()),
  ALTER COLUMN recorded_at SET NOT NULL;

CREATE INDEX events_feed ON events (workspace_id, recorded_at, idempotency_key) WHERE billable;
