-- The text that groups are searched by is kept by a trigger, not generated: a generated column can only
-- be changed by rewriting the table under a lock. Changes nothing in databases that got it so by 0008.
-- To go back: DROP TRIGGER group_search_text ON groups; DROP FUNCTION set_group_search_text; then drop
-- search_text and add it and its index again as in 0008-group-search-folded.sql.

ALTER TABLE groups ALTER COLUMN search_text DROP EXPRESSION IF EXISTS;
CREATE OR REPLACE FUNCTION set_group_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_text := fold_text(coalesce(NEW.name, '') || chr(10) || NEW.external_entity_id);
  RETURN NEW;
END
$$;
DROP TRIGGER IF EXISTS group_search_text ON groups;
CREATE TRIGGER group_search_text BEFORE INSERT OR UPDATE OF name, external_entity_id ON groups
  FOR EACH ROW EXECUTE FUNCTION set_group_search_text();
