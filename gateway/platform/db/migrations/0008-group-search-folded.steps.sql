-- The same beside gateways that write. A generated column is filled under a lock that nobody passes: a
-- plain one is filled in batches, and a trigger keeps it, as 0015 has it for everybody.

-- step: a second column, kept from now on
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
ALTER TABLE groups ADD COLUMN search_folded text;
CREATE FUNCTION set_group_search_folded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_folded := fold_text(coalesce(NEW.name, '') || chr(10) || NEW.external_entity_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER group_search_folded BEFORE INSERT OR UPDATE OF name, external_entity_id ON groups
  FOR EACH ROW EXECUTE FUNCTION set_group_search_folded();

-- step in batches: the groups that there are
UPDATE groups SET search_folded = fold_text(coalesce(name, '') || chr(10) || external_entity_id)
WHERE id IN (SELECT id FROM groups WHERE search_folded IS NULL LIMIT 2000);

-- step: pg_trgm, where the server has it
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not available: group search runs without its index';
END
$$;

-- step without a transaction (needs pg_trgm): the index of the search
DROP INDEX CONCURRENTLY IF EXISTS groups_search_folded;
CREATE INDEX CONCURRENTLY groups_search_folded ON groups USING gin (search_folded gin_trgm_ops)
  WHERE deleted_at IS NULL;

-- step: the new column takes the old one's place
ALTER TABLE groups DROP COLUMN IF EXISTS search_text;
DROP TRIGGER group_search_folded ON groups;
DROP FUNCTION set_group_search_folded;
ALTER TABLE groups RENAME COLUMN search_folded TO search_text;
ALTER INDEX IF EXISTS groups_search_folded RENAME TO groups_search;
CREATE FUNCTION set_group_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_text := fold_text(coalesce(NEW.name, '') || chr(10) || NEW.external_entity_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER group_search_text BEFORE INSERT OR UPDATE OF name, external_entity_id ON groups
  FOR EACH ROW EXECUTE FUNCTION set_group_search_text();
