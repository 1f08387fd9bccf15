-- Which windows a limit may have gets a name, so that another migration can put another list in its
-- place. To go back: rename it to group_limits_check.
--
-- To add a window, in a migration of its own:
--   ALTER TABLE group_limits DROP CONSTRAINT group_limits_window,
--     ADD CONSTRAINT group_limits_window CHECK (
--       (kind = 'rate' AND unit IN ('SECOND', 'MINUTE', 'HOUR')) OR (kind = 'usage' AND unit = 'DAY'));

ALTER TABLE group_limits RENAME CONSTRAINT group_limits_check TO group_limits_window;
