-- Which key takes the place of which. To go back: drop table dashboard.key_rotations.

CREATE TABLE dashboard.key_rotations (
  -- A group of the gateway, and prefixes of two of its keys: no secrets, and no copy of what the gateway keeps.
  group_id text NOT NULL,
  old_prefix text NOT NULL,
  new_prefix text NOT NULL,
  started_at timestamptz NOT NULL,
  -- A key that is rotated once more is replaced by the newest.
  PRIMARY KEY (group_id, old_prefix)
);
CREATE INDEX ON dashboard.key_rotations (started_at);
