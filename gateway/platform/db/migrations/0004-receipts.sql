-- Finding one request: why it was refused, or what it was billed. A request's id begins with its
-- moment, so both the receipts' partitions and the right-hand end of the ledger's index follow time.
-- To go back: DROP TABLE receipts; DROP INDEX events_request_id.

-- One row per 429, kept 7 days: a day per partition, dropped whole.
CREATE TABLE receipts (
  request_id text COLLATE "C" PRIMARY KEY,
  refused_at timestamptz NOT NULL,
  workspace_id text NOT NULL,
  -- Ids from the root to the calling group.
  group_path text[] NOT NULL,
  api_key_prefix text NOT NULL,
  model_slug text NOT NULL,
  -- json, not jsonb: written often, read hardly ever.
  binding json NOT NULL,
  limits json NOT NULL,
  retry_after_ms bigint NOT NULL,
  never_fits boolean NOT NULL
) PARTITION BY RANGE (request_id);
CREATE TABLE receipts_default PARTITION OF receipts DEFAULT;

CREATE INDEX events_request_id ON events (request_id COLLATE "C");
