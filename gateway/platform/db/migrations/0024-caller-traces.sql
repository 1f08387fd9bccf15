-- What callers call their calls, beside our ids. In tables of their own: adding them locks nothing and
-- reads nothing of a ledger of any size, and a call whose caller sends no ids costs no row here.
-- To go back: DROP TABLE event_traces; DROP TABLE receipt_traces.

-- Kept as long as the ledger's events; a day per partition, by the moment in the request's id.
CREATE TABLE event_traces (
  request_id text COLLATE "C" PRIMARY KEY,
  workspace_id text NOT NULL,
  -- The caller's x-request-id.
  client_request_id text COLLATE "C",
  -- Of the caller's traceparent.
  trace_id text COLLATE "C"
) PARTITION BY RANGE (request_id);
CREATE TABLE event_traces_default PARTITION OF event_traces DEFAULT;
-- With our id behind it: one trace may have any number of calls, and the newest are asked for.
CREATE INDEX event_traces_client_request_id ON event_traces (client_request_id, request_id)
  WHERE client_request_id IS NOT NULL;
CREATE INDEX event_traces_trace_id ON event_traces (trace_id, request_id)
  WHERE trace_id IS NOT NULL;

-- Kept as long as the receipts of refusals.
CREATE TABLE receipt_traces (
  request_id text COLLATE "C" PRIMARY KEY,
  workspace_id text NOT NULL,
  client_request_id text COLLATE "C",
  trace_id text COLLATE "C"
) PARTITION BY RANGE (request_id);
CREATE TABLE receipt_traces_default PARTITION OF receipt_traces DEFAULT;
CREATE INDEX receipt_traces_client_request_id ON receipt_traces (client_request_id, request_id)
  WHERE client_request_id IS NOT NULL;
CREATE INDEX receipt_traces_trace_id ON receipt_traces (trace_id, request_id)
  WHERE trace_id IS NOT NULL;
