-- The same beside gateways that write: the lock on receipts is over before they are filled.

-- step: the column, empty, and the sums' table
ALTER TABLE receipts ADD COLUMN series bigint;
CREATE INDEX receipts_of_series ON ONLY receipts (series, request_id);
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

-- step in batches: the receipts that there are
-- Not those that a gateway of the version before goes on writing, or this might never end.
UPDATE receipts SET series = hashtextextended(concat_ws(chr(31), workspace_id,
  group_path[cardinality(group_path)], api_key_prefix, model_slug, binding ->> 'type',
  binding ->> 'unit', binding ->> 'source_group'), 0)
WHERE request_id IN (
  SELECT request_id FROM receipts
  WHERE series IS NULL AND refused_at < (
    SELECT done_at FROM migration_steps WHERE name = '0011-refusals.sql' AND step = 1)
  LIMIT 20000);

-- step in batches: a day's index at a time
DO $$
DECLARE
  part record;
BEGIN
  SELECT c.oid::regclass AS place, c.relname || '_series_request_id_idx' AS index INTO part
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'receipts'::regclass AND NOT EXISTS (
    SELECT FROM pg_index x JOIN pg_inherits ix ON ix.inhrelid = x.indexrelid
    WHERE x.indrelid = c.oid AND ix.inhparent = 'receipts_of_series'::regclass)
  ORDER BY c.relname LIMIT 1;
  IF FOUND THEN
    EXECUTE format('CREATE INDEX %I ON %s (series, request_id)', part.index, part.place);
    EXECUTE format('ALTER INDEX receipts_of_series ATTACH PARTITION %I', part.index);
  END IF;
END
$$;
SELECT FROM pg_index WHERE indexrelid = 'receipts_of_series'::regclass AND NOT indisvalid;

-- step: the sums
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
WHERE series IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
