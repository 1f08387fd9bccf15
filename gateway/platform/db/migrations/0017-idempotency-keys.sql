-- Answers of POSTs that named an Idempotency-Key, to be given again instead of doing it again. A row is
-- written in the transaction that made the thing, and is read for 24 hours.
-- To go back: DROP TABLE idempotency_keys.

CREATE TABLE idempotency_keys (
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  management_key_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  -- SHA-256 of method, path with query, and body.
  request_hash bytea NOT NULL,
  status integer NOT NULL,
  entity_tag text,
  -- JSON; what is shown once only is null in it.
  answer text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, management_key_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
