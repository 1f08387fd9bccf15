-- Readers of the ledger and of the receipts go on in recording order. Before they go on they say here
-- how far: whatever is written after that gets a later time, though PostgreSQL's clock went back.
-- To go back: ALTER TABLE events ALTER COLUMN recorded_at SET DEFAULT date_trunc('milliseconds',
-- clock_timestamp()); the same for receipts; DROP FUNCTION recorded_now; DROP TABLE recording_floors.

CREATE TABLE recording_floors (
  source text PRIMARY KEY CHECK (source IN ('events', 'receipts')),
  at timestamptz NOT NULL,
  -- Everything recorded before is committed; behind "at" while commits are under way.
  settled_at timestamptz NOT NULL DEFAULT 'epoch'
);

-- What was read by now stays behind every reader. A new database has nothing to remember.
INSERT INTO recording_floors (source, at)
SELECT source, greatest(max(at), date_trunc('milliseconds', clock_timestamp())) + interval '1 millisecond'
FROM (
  SELECT source, recorded_at AS at FROM usage_watermarks
  UNION ALL
  SELECT 'events', fed_at FROM webhook_settings
) AS read
GROUP BY source;

-- For writers that do not say it themselves, such as a gateway of the version before.
CREATE FUNCTION recorded_now(text) RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT greatest(date_trunc('milliseconds', clock_timestamp()),
    (SELECT at FROM public.recording_floors WHERE source = $1))
$$;

ALTER TABLE events ALTER COLUMN recorded_at SET DEFAULT recorded_now('events');
ALTER TABLE receipts ALTER COLUMN recorded_at SET DEFAULT recorded_now('receipts');
