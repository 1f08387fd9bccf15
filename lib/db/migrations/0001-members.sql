-- Who may use the dashboard. To go back: drop schema dashboard cascade.

CREATE SCHEMA IF NOT EXISTS dashboard;

CREATE TABLE dashboard.members (
  id text PRIMARY KEY,
  -- Lower case, trimmed.
  email text NOT NULL CONSTRAINT members_email_unique UNIQUE CHECK (email = lower(email)),
  -- argon2id; null = signs in by single sign-on only.
  password_hash text,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  -- A gateway group: the member sees and touches only it and what is below. null = everything.
  subtree_group_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- An admin who sees only a part could not be told apart from one who runs the workspace.
  CHECK (role <> 'admin' OR subtree_group_id IS NULL)
);

CREATE TABLE dashboard.sessions (
  id text PRIMARY KEY,
  member_id text NOT NULL REFERENCES dashboard.members ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  ip text,
  user_agent text
);
CREATE INDEX ON dashboard.sessions (member_id);
CREATE INDEX ON dashboard.sessions (expires_at);

CREATE TABLE dashboard.sign_in_attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  ip text NOT NULL,
  at timestamptz NOT NULL,
  succeeded boolean NOT NULL DEFAULT false
);
CREATE INDEX ON dashboard.sign_in_attempts (ip, at);
CREATE INDEX ON dashboard.sign_in_attempts (at);

-- What people did to the dashboard itself, and to servers that keep no audit of their own.
CREATE TABLE dashboard.audit_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  event_type text NOT NULL,
  event_data jsonb NOT NULL DEFAULT '{}',
  actor_member_id text,
  actor_email text,
  ip text
);
CREATE INDEX ON dashboard.audit_events (at DESC, id DESC);
