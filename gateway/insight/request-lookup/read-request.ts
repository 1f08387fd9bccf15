import { type RequestRecord, requestFailure } from "../../contracts/request";
import type { Deps } from "../../deps";
import { selectGroupNames } from "../../management/groups/group-store";
import { nameGroups } from "../../management/groups/name-groups";
import { selectKeysEver } from "../../management/keys/key-store";
import { nameKey } from "../../management/keys/name-key";
import { toBillingEvent } from "../../metering/events-api/to-billing-event";
import { selectTraced, selectTraces } from "../../metering/ledger/trace-store";
import type { Queryable } from "../../platform/db/database";
import { foreign, notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { toCallersNames } from "../refusals/callers-names";
import type { KeptRefusal } from "../refusals/kept-refusal";
import { findKeptRefusal } from "../refusals/kept-refusal-store";
import { type FoundEvent, findEventOfRequest } from "./event-lookup-store";
import { requestMoment } from "./request-moment";

/**
 * What became of one inference request: the ledger's event, or the record of its refusal. By our id,
 * or by what its caller named it; of several the newest, and a caller's name is looked for in the
 * workspace alone. 404 unknown, forgotten, or answered without either (a 400, say); 403 another
 * workspace's.
 */
export async function readRequest(
  { db }: Pick<Deps, "db">,
  { workspaceId }: ManagementContext,
  reference: string,
): Promise<RequestRecord> {
  const asked = await findRecord(db, reference);
  const [named] = asked
    ? []
    : await selectTraced(db, { workspaceId, reference, beforeId: undefined, limit: 1 });
  const found = asked ?? (named && (await findRecord(db, named.requestId)));
  if (!found) throw notFound("request");
  if (found.row.workspaceId !== workspaceId) throw foreign("request");
  return present(db, workspaceId, found);
}

type FoundRecord = { row: FoundEvent; isEvent: true } | { row: KeptRefusal; isEvent: false };

async function findRecord(db: Queryable, requestId: string): Promise<FoundRecord | undefined> {
  const beganAt = requestMoment(requestId);
  if (beganAt === undefined) return undefined;
  const event = await findEventOfRequest(db, requestId, beganAt);
  if (event) return { row: event, isEvent: true };
  const refusal = await findKeptRefusal(db, requestId);
  return refusal && { row: refusal, isEvent: false };
}

async function present(
  db: Queryable,
  workspaceId: string,
  found: FoundRecord,
): Promise<RequestRecord> {
  const { requestId, modelSlug, apiKeyPrefix, groupPath } = found.row;
  const shared = {
    request_id: requestId,
    ...toCallersNames((await selectTraces(db, [requestId])).get(requestId)),
    model_slug: modelSlug,
    api_key_prefix: apiKeyPrefix,
    key: nameKey(apiKeyPrefix, await selectKeysEver(db, workspaceId, [apiKeyPrefix])),
    groups: nameGroups(groupPath, await selectGroupNames(db, groupPath)),
  };
  return found.isEvent
    ? { ...shared, ...fromEvent(found.row), refusal: null }
    : { ...shared, ...fromRefusal(found.row), event: null };
}

function fromEvent(row: FoundEvent): Pick<RequestRecord, "outcome" | "at" | "event" | "failure"> {
  return {
    outcome: row.outcome,
    at: row.admittedAt.toISOString(),
    event: row.billable ? { ...toBillingEvent(row), estimated: row.estimated } : null,
    ...(row.failure && { failure: requestFailure.parse(row.failure) }),
  };
}

function fromRefusal(row: KeptRefusal): Pick<RequestRecord, "outcome" | "at" | "refusal"> {
  const { binding, limits, refusedAt, retryAfterMs, neverFits } = row;
  return {
    outcome: "refused",
    at: new Date(refusedAt).toISOString(),
    refusal: {
      binding,
      limits: [...limits],
      retry_after_ms: retryAfterMs,
      retry_at: new Date(refusedAt + retryAfterMs).toISOString(),
      never_fits: neverFits,
    },
  };
}
