-- The same beside gateways that write: no index locks the audit log while it is built.

-- step without a transaction: by kind of event
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_by_type;
CREATE INDEX CONCURRENTLY audit_logs_by_type ON audit_logs (workspace_id, event_type, seq);

-- step without a transaction: by actor
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_by_actor;
CREATE INDEX CONCURRENTLY audit_logs_by_actor
  ON audit_logs (workspace_id, (coalesce(actor ->> 'email', actor ->> 'name')), seq);

-- step without a transaction: by time
DROP INDEX CONCURRENTLY IF EXISTS audit_logs_by_time;
CREATE INDEX CONCURRENTLY audit_logs_by_time ON audit_logs (workspace_id, created_at, seq);
