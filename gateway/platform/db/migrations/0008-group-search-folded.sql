-- Groups are searched without regard to accents too: `muller` finds Müller, `strasse` Straße.
-- To go back: DROP INDEX groups_search; ALTER TABLE groups DROP COLUMN search_text; DROP FUNCTION
-- fold_text; then add the column and the index of 0002-group-search.sql again.

-- The letters that Unicode does not take apart, then all accents away. In SQL, not with `unaccent`,
-- which is not on every server; the same as gateway/contracts/fold-text.ts.
CREATE FUNCTION fold_text(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    normalize(
      translate(
        replace(replace(replace(replace(
          lower($1 COLLATE "default"), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
        'øłđðħŧıς', 'olddhtiσ'),
      NFKD),
    '[\u0300-\u036f]', '', 'g')
$$;

DROP INDEX IF EXISTS groups_search;
ALTER TABLE groups DROP COLUMN search_text;
ALTER TABLE groups ADD COLUMN search_text text GENERATED ALWAYS AS
  (fold_text(coalesce(name, '') || chr(10) || external_entity_id)) STORED;

-- As in 0002: without pg_trgm a search reads the workspace's groups one by one.
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
