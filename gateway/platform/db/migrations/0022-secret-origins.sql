-- A secret is kept for the origins that it was used with. To go back: drop both columns.

ALTER TABLE secrets
  -- Like https://models.example.com: where somebody who may sent it.
  ADD COLUMN origins text[] NOT NULL DEFAULT '{}',
  -- The member who typed its value; null = a management key's, or of before.
  ADD COLUMN saved_by text;

UPDATE secrets s SET origins = used.origins
FROM (
  SELECT workspace_id, target ->> 'secret_id' AS secret_id,
    array_agg(DISTINCT lower(substring(target ->> 'base_url' FROM '^[^/]+//[^/?#]+'))) AS origins
  FROM endpoints WHERE target ->> 'base_url' ~ '^[^/]+//[^/?#]+' GROUP BY 1, 2
) AS used
WHERE used.workspace_id = s.workspace_id AND used.secret_id = s.id;
