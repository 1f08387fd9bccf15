-- The whole first schema. To go back: drop schema public cascade (there is nothing older).

CREATE TABLE workspaces (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  onboarded_at timestamptz,
  -- Raw Ed25519 public key, 32 bytes.
  registration_public_key bytea CHECK (octet_length(registration_public_key) = 32),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE workspace_slug_prefixes (
  prefix text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE
);
CREATE INDEX ON workspace_slug_prefixes (workspace_id);

CREATE TABLE management_keys (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('view', 'management')),
  -- A dashboard's key may name the person who acts (X-Headgate-Actor).
  is_dashboard boolean NOT NULL DEFAULT false,
  prefix text NOT NULL,
  key_hash bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  seq bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX ON management_keys (workspace_id);

CREATE TABLE secrets (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name text NOT NULL,
  value_encrypted bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT secrets_name_unique UNIQUE (workspace_id, name)
);

CREATE TABLE endpoints (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  -- "C" collation: slugs are compared byte by byte, in every database.
  slug text COLLATE "C" NOT NULL CONSTRAINT endpoints_slug_unique UNIQUE,
  region text NOT NULL CHECK (region IN ('UNRESTRICTED', 'EU')),
  target jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  seq bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX ON endpoints (workspace_id, seq);

-- Deleted groups and revoked keys stay as rows: history keeps their names.
CREATE TABLE groups (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  root_id text NOT NULL,
  parent_id text REFERENCES groups,
  -- Ids from the root to this group, itself included; its length is the level.
  path text[] NOT NULL CHECK (cardinality(path) BETWEEN 1 AND 5),
  external_entity_id text COLLATE "C" NOT NULL,
  name text,
  limit_enforcement text NOT NULL CHECK (limit_enforcement IN ('INDEPENDENT', 'CASCADING')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  CHECK ((parent_id IS NULL) = (root_id = id))
);
CREATE UNIQUE INDEX groups_external_entity_id_unique
  ON groups (workspace_id, external_entity_id) WHERE deleted_at IS NULL;
CREATE INDEX groups_in_order ON groups (workspace_id, seq) WHERE deleted_at IS NULL;
CREATE INDEX groups_children ON groups (parent_id, seq) WHERE deleted_at IS NULL;
CREATE INDEX groups_roots ON groups (workspace_id, seq) WHERE parent_id IS NULL AND deleted_at IS NULL;
CREATE INDEX groups_below ON groups USING gin (path);

CREATE TABLE group_models (
  group_id text NOT NULL REFERENCES groups ON DELETE CASCADE,
  slug text COLLATE "C" NOT NULL,
  position int NOT NULL,
  PRIMARY KEY (group_id, slug)
);
CREATE INDEX ON group_models (slug);

CREATE TABLE group_limits (
  group_id text NOT NULL,
  slug text COLLATE "C" NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rate', 'usage')),
  type text NOT NULL CHECK (type IN ('TOKEN', 'REQUEST')),
  unit text NOT NULL CHECK ((kind = 'rate' AND unit IN ('SECOND', 'MINUTE')) OR (kind = 'usage' AND unit = 'DAY')),
  threshold bigint NOT NULL CHECK (threshold >= 0),
  PRIMARY KEY (group_id, slug, kind, type),
  FOREIGN KEY (group_id, slug) REFERENCES group_models ON DELETE CASCADE
);

CREATE TABLE api_keys (
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  prefix text COLLATE "C" NOT NULL,
  group_id text NOT NULL REFERENCES groups,
  -- SHA-256 of the whole key.
  key_hash bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
  name text,
  registered boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT api_keys_prefix_unique PRIMARY KEY (workspace_id, prefix)
);
CREATE INDEX ON api_keys (group_id, seq) WHERE revoked_at IS NULL;
CREATE INDEX ON api_keys (prefix text_pattern_ops);

CREATE TABLE audit_logs (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  event_type text NOT NULL,
  event_data jsonb NOT NULL,
  actor jsonb NOT NULL,
  source text,
  seq bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX ON audit_logs (workspace_id, seq);

-- The ledger: append-only, a day per partition. Its key is a ULID, so ranges of it are ranges of
-- time; PostgreSQL can't keep a key unique across partitions of another column.
CREATE TABLE events (
  idempotency_key text COLLATE "C" PRIMARY KEY,
  workspace_id text NOT NULL,
  group_id text NOT NULL,
  group_path text[] NOT NULL,
  cascading boolean NOT NULL,
  external_entity_id text NOT NULL,
  api_key_prefix text NOT NULL,
  model_slug text NOT NULL,
  request_id text NOT NULL,
  -- json, not jsonb: passed through as it came, \u0000 and key order included.
  request_metadata json,
  admitted_at timestamptz NOT NULL,
  "timestamp" timestamptz NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  estimated boolean NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('completed', 'aborted', 'upstream_error')),
  billable boolean NOT NULL
) PARTITION BY RANGE (idempotency_key);

-- Anything outside the partitions made ahead still lands, so metering never stops on a clock.
CREATE TABLE events_default PARTITION OF events DEFAULT;
