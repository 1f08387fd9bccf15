-- Listing and adding up refusals without knowing an id. A series is what one key was refused by one
-- limit of one model: its receipts are found newest first, and each of its hours has one row here,
-- which says where in the receipts they lie.
-- To go back: DROP TABLE refusal_hours; DROP INDEX receipts_of_series;
-- ALTER TABLE receipts DROP COLUMN series.

-- Null in receipts that a gateway of the version before writes while it is replaced: they are found
-- by their id alone.
ALTER TABLE receipts ADD COLUMN series bigint;
UPDATE receipts SET series = hashtextextended(concat_ws(chr(31), workspace_id,
  group_path[cardinality(group_path)], api_key_prefix, model_slug, binding ->> 'type',
  binding ->> 'unit', binding ->> 'source_group'), 0);
CREATE INDEX receipts_of_series ON receipts (series, request_id);

CREATE TABLE refusal_hours (
  workspace_id text COLLATE "C" NOT NULL,
  -- Start of the hour (UTC) in which the requests began, as their ids say.
  at timestamptz NOT NULL,
  series bigint NOT NULL,
  -- Ids from the root to the calling group.
  group_path text[] NOT NULL,
  api_key_prefix text NOT NULL,
  model_slug text NOT NULL,
  type text NOT NULL,
  unit text NOT NULL,
  source_group text NOT NULL,
  refusals bigint NOT NULL,
  -- Request ids.
  oldest text COLLATE "C" NOT NULL,
  newest text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, at, series)
) WITH (fillfactor = 70);
-- A group's with all below it, among the hours of a week.
CREATE INDEX refusal_hours_path ON refusal_hours USING gin (group_path);

-- A ULID's first ten letters are its milliseconds, five bits each.
INSERT INTO refusal_hours
SELECT workspace_id, date_trunc('hour', to_timestamp(moment.ms / 1000.0), 'UTC'), series, group_path,
  api_key_prefix, model_slug, binding ->> 'type', binding ->> 'unit', binding ->> 'source_group',
  count(*), min(request_id), max(request_id)
FROM receipts CROSS JOIN LATERAL (
  SELECT sum((strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(request_id, 4 + place, 1)) - 1)::bigint
    << (5 * (10 - place))) AS ms
  FROM generate_series(1, 10) AS place
) AS moment
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
