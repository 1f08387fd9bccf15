-- What 0002 adds is replaced by 0008: where both are to be applied, the column is made there alone.
-- step: the extension that 0008 looks for
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not available: group search runs without its index';
END
$$;
