-- Lowering a cascading limit looks for anything higher below it. With the tree's root beside each
-- limit that is one range of an index, whatever the number of groups.
-- To go back: DROP INDEX group_limits_in_tree; DROP TRIGGER group_limits_root ON group_limits;
-- DROP FUNCTION set_group_limit_root; ALTER TABLE group_limits DROP COLUMN root_id.

ALTER TABLE group_limits ADD COLUMN root_id text;
UPDATE group_limits l SET root_id = g.root_id FROM groups g WHERE g.id = l.group_id;
ALTER TABLE group_limits ALTER COLUMN root_id SET NOT NULL;

CREATE FUNCTION set_group_limit_root() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT g.root_id INTO NEW.root_id FROM groups g WHERE g.id = NEW.group_id;
  RETURN NEW;
END
$$;
-- For inserts that leave it out, such as bulk loads.
CREATE TRIGGER group_limits_root BEFORE INSERT ON group_limits
  FOR EACH ROW WHEN (NEW.root_id IS NULL) EXECUTE FUNCTION set_group_limit_root();

CREATE INDEX group_limits_in_tree
  ON group_limits (root_id, slug, kind, type, unit, threshold) INCLUDE (group_id);
