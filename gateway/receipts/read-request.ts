import { type RequestRecord, requestFailure } from "../contracts/request";
import type { Deps } from "../deps";
import { billingEventOf } from "../events/billing-event-of";
import { selectGroupNames } from "../groups/group-store";
import { foreign, notFound } from "../http/app-error";
import type { ManagementContext } from "../http/context";
import { selectKeysEver } from "../keys/key-store";
import { nameKey } from "../keys/name-key";
import { type FoundEvent, findEventOfRequest } from "./event-lookup-store";
import { nameGroups } from "./present-refusal";
import type { ReceiptRow } from "./receipt-row";
import { findReceipt } from "./receipt-store";
import { requestMoment } from "./request-moment";

/**
 * What became of one inference request: the ledger's event, or the receipt of its refusal.
 * 404 unknown, forgotten, or answered without either (a 400, say); 403 another workspace's.
 */
export async function readRequest(
  { db }: Pick<Deps, "db">,
  { workspaceId }: ManagementContext,
  requestId: string,
): Promise<RequestRecord> {
  const beganAt = requestMoment(requestId);
  if (beganAt === undefined) throw notFound("request");
  const event = await findEventOfRequest(db, requestId, beganAt);
  const receipt = event ? undefined : await findReceipt(db, requestId);
  const found = event ?? receipt;
  if (!found) throw notFound("request");
  if (found.workspaceId !== workspaceId) throw foreign("request");
  const shared = {
    request_id: requestId,
    model_slug: found.modelSlug,
    api_key_prefix: found.apiKeyPrefix,
    key: nameKey(found.apiKeyPrefix, await selectKeysEver(db, workspaceId, [found.apiKeyPrefix])),
    groups: nameGroups(found.groupPath, await selectGroupNames(db, found.groupPath)),
  };
  if (event) return { ...shared, ...fromEvent(event), receipt: null };
  if (receipt) return { ...shared, ...fromReceipt(receipt), event: null };
  throw notFound("request");
}

function fromEvent(row: FoundEvent): Pick<RequestRecord, "outcome" | "at" | "event" | "failure"> {
  return {
    outcome: row.outcome,
    at: row.admittedAt.toISOString(),
    event: row.billable ? { ...billingEventOf(row), estimated: row.estimated } : null,
    ...(row.failure && { failure: requestFailure.parse(row.failure) }),
  };
}

function fromReceipt(row: ReceiptRow): Pick<RequestRecord, "outcome" | "at" | "receipt"> {
  const { binding, limits, refusedAt, retryAfterMs, neverFits } = row;
  return {
    outcome: "refused",
    at: new Date(refusedAt).toISOString(),
    receipt: {
      binding,
      limits: [...limits],
      retry_after_ms: retryAfterMs,
      retry_at: new Date(refusedAt + retryAfterMs).toISOString(),
      never_fits: neverFits,
    },
  };
}
