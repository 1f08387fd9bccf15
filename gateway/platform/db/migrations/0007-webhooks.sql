-- A workspace's billing webhook: where it goes, what is on its way, and what became of it.
-- To go back: DROP TABLE webhook_attempts, webhook_deliveries, webhook_settings.

CREATE TABLE webhook_settings (
  workspace_id text PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  url text NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  secret_encrypted bytea NOT NULL,
  -- Signs too until its end, so that receivers can change over.
  previous_secret_encrypted bytea,
  previous_secret_until timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- How far the event feed has been put into deliveries: its recorded_at and idempotency_key.
  fed_at timestamptz NOT NULL,
  fed_key text COLLATE "C" NOT NULL
);

CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('events', 'test')),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'dead_letter')),
  idempotency_keys text[] NOT NULL,
  -- The very bytes of every attempt.
  body bytea NOT NULL,
  created_at timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  -- A round ends with a delivery or a dead letter; a redelivery begins the next one.
  round_attempts int NOT NULL DEFAULT 0,
  round_spent_ms bigint NOT NULL DEFAULT 0,
  attempt_count int NOT NULL DEFAULT 0,
  lease_id uuid,
  lease_until timestamptz,
  finished_at timestamptz,
  last_status int,
  last_error text,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  CHECK ((finished_at IS NULL) = (status = 'pending'))
);
CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries (workspace_id, seq);
CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (workspace_id, status, seq);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (workspace_id, next_attempt_at)
  WHERE status = 'pending';
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at)
  WHERE status <> 'pending';

CREATE TABLE webhook_attempts (
  delivery_id uuid NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
  number int NOT NULL,
  started_at timestamptz NOT NULL,
  latency_ms bigint NOT NULL,
  status int,
  -- The first 1 KiB of the answer.
  response bytea,
  error text,
  PRIMARY KEY (delivery_id, number)
);
