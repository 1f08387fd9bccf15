-- Groups are searched by a part of their name or external id, in any case.
-- To go back: DROP INDEX groups_search; ALTER TABLE groups DROP COLUMN search_text.

ALTER TABLE groups ADD COLUMN search_text text GENERATED ALWAYS AS
  (lower((coalesce(name, '') || chr(10) || external_entity_id) COLLATE "default")) STORED;

-- pg_trgm makes it fast but is not on every server, and not every role may create it:
-- without it a search reads the workspace's groups one by one.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX groups_search ON groups USING gin (search_text gin_trgm_ops)
    WHERE deleted_at IS NULL;
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not available: group search runs without its index';
END
$$;
