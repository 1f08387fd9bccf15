-- Usage over time, added up by hour and by day (UTC) from the ledger and the receipts of refusals.
-- A request belongs to the hour and the day in which it was admitted, as it does to a day's limit.
-- To go back: DROP TABLE usage_hours, usage_days, key_usage_days, tree_usage_hours,
-- tree_usage_days, usage_watermarks; DROP INDEX events_recorded, receipts_recorded, groups_children_ever;
-- ALTER TABLE receipts DROP COLUMN recorded_at.

-- What each key of each group called. Rows of the current bucket are written again and again: the
-- room left on their pages keeps that out of the indexes.
CREATE TABLE usage_hours (
  workspace_id text COLLATE "C" NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  api_key_prefix text COLLATE "C" NOT NULL,
  -- Start of the bucket.
  at timestamptz NOT NULL,
  slug text COLLATE "C" NOT NULL,
  -- Those that count without being billed included.
  requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  refusals bigint NOT NULL,
  input_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  PRIMARY KEY (workspace_id, group_id, api_key_prefix, at, slug)
) WITH (fillfactor = 70);
CREATE INDEX ON usage_hours (workspace_id, at);

CREATE TABLE usage_days (LIKE usage_hours INCLUDING STORAGE,
  PRIMARY KEY (workspace_id, group_id, api_key_prefix, at, slug)) WITH (fillfactor = 70);
CREATE INDEX ON usage_days (workspace_id, at);

-- The same over all slugs: what a comparison of a workspace's keys reads.
CREATE TABLE key_usage_days (LIKE usage_hours INCLUDING STORAGE) WITH (fillfactor = 70);
ALTER TABLE key_usage_days DROP COLUMN slug,
  ADD PRIMARY KEY (workspace_id, group_id, api_key_prefix, at);
CREATE INDEX ON key_usage_days (workspace_id, at);

-- What each group and everything below it called; group '' = the whole workspace. So a chart of a
-- large subtree reads as few rows as that of a small one.
CREATE TABLE tree_usage_hours (
  workspace_id text COLLATE "C" NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  slug text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  refusals bigint NOT NULL,
  input_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  PRIMARY KEY (workspace_id, group_id, at, slug)
) WITH (fillfactor = 70);

CREATE TABLE tree_usage_days (LIKE tree_usage_hours INCLUDING STORAGE,
  PRIMARY KEY (workspace_id, group_id, at, slug)) WITH (fillfactor = 70);

-- How far each source is added up, in recording order; moves with the sums, in one transaction.
CREATE TABLE usage_watermarks (
  source text PRIMARY KEY CHECK (source IN ('events', 'receipts')),
  recorded_at timestamptz NOT NULL,
  key text COLLATE "C" NOT NULL
);

CREATE INDEX events_recorded ON events (recorded_at, idempotency_key);

ALTER TABLE receipts ADD COLUMN recorded_at timestamptz;
UPDATE receipts SET recorded_at = refused_at;
ALTER TABLE receipts
  ALTER COLUMN recorded_at SET DEFAULT date_trunc('milliseconds', clock_timestamp()),
  ALTER COLUMN recorded_at SET NOT NULL;
CREATE INDEX receipts_recorded ON receipts (recorded_at, request_id);

-- History compares deleted groups too.
CREATE INDEX groups_children_ever ON groups (workspace_id, parent_id);
