-- The audit log by kind of event, by actor and by time, each in the log's own order.
-- To go back: DROP INDEX audit_logs_by_type, audit_logs_by_actor, audit_logs_by_time.

CREATE INDEX audit_logs_by_type ON audit_logs (workspace_id, event_type, seq);
CREATE INDEX audit_logs_by_actor
  ON audit_logs (workspace_id, (coalesce(actor ->> 'email', actor ->> 'name')), seq);
CREATE INDEX audit_logs_by_time ON audit_logs (workspace_id, created_at, seq);
