-- Why an upstream's answer could not be relayed: { code, status }, status null where it gave none.
-- To go back: ALTER TABLE events DROP COLUMN failure.

ALTER TABLE events ADD COLUMN failure jsonb;
