import type { RequestRecord } from "../../contracts/request";
import type { KeptTrace } from "../../metering/ledger/ledger";

/** As an answer says how the caller named a call. */
export function toCallersNames(
  trace: KeptTrace | undefined,
): Pick<RequestRecord, "client_request_id" | "trace_id"> {
  return { client_request_id: trace?.clientRequestId ?? null, trace_id: trace?.traceId ?? null };
}
