-- Management keys for scraping metrics and for handling customers' keys alone, and whose a personal
-- one is. To go back: revoke keys of the new scopes, DROP COLUMN owner, restore the older check.

ALTER TABLE management_keys
  DROP CONSTRAINT management_keys_scope_check,
  ADD CONSTRAINT management_keys_scope_check
    CHECK (scope IN ('view', 'management', 'metrics', 'keys')),
  -- {"user_id", "email", "name"} of whom a personal key acts for; null for the workspace's own keys.
  ADD COLUMN owner jsonb;
