-- A known text, encrypted with the key of the secrets at rest: a gateway whose key does not decrypt
-- it has another key, and refuses to start instead of failing at every call.
-- To go back: DROP TABLE encryption_check.
CREATE TABLE encryption_check (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  value_encrypted bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
