import { z } from "zod";
import { billingEvent } from "./billing-event";
import { declaredLimit, namedGroup } from "./group-limits";
import { namedKey } from "./key";
import { countUpTo, page } from "./page";
import { text, timestamp } from "./text";

/** Of a caller's own id of a call; longer ones are not kept. */
export const clientRequestIdCharactersMax = 128;

export const requestParams = z.object({ request_id: text(1, 255) });

/** A limit of a refused request, as its counter stood when it was refused. */
export const refusedLimit = z.object({
  ...declaredLimit,
  /** Whose traffic the counter adds up. */
  counter_group: z.string(),
  used: z.int(),
  remaining: z.int(),
  /** Until the counter would have been empty again. */
  reset_ms: z.int(),
});
export type RefusedLimit = z.infer<typeof refusedLimit>;

/** Why a request was answered 429. Kept 7 days. */
export const requestRefusal = z.object({
  /** The limit that refused; of several, the one with the longest wait. */
  binding: refusedLimit,
  /** Every limit that the request had to pass, the binding one included. */
  limits: z.array(refusedLimit),
  retry_after_ms: z.int(),
  /** The earliest moment at which one more identical request could fit. */
  retry_at: timestamp,
  /** The request alone exceeds the threshold: waiting does not help. */
  never_fits: z.boolean(),
});
export type RequestRefusal = z.infer<typeof requestRefusal>;

/** A billing event as the pull API has it; `estimated` says always how its tokens were counted. */
export const requestEvent = billingEvent.extend({ estimated: z.boolean() });
export type RequestEvent = z.infer<typeof requestEvent>;

/** Why the upstream's answer could not be passed on. */
export const requestFailure = z.object({
  /** The code of the error that the caller got. */
  code: z.string(),
  /** What the upstream answered; null where no answer came. */
  status: z.int().nullable(),
  /** The first KiB of what the upstream said instead, without secrets; null where it said nothing. */
  said: z.string().nullish(),
});
export type RequestFailure = z.infer<typeof requestFailure>;

/** How the caller named the call; an earlier version kept neither. */
export const callersNames = {
  /** The caller's own `x-request-id`; null where it sent none. */
  client_request_id: z.string().nullish(),
  /** The trace of the caller's `traceparent`; null where it sent none. */
  trace_id: z.string().nullish(),
};

/** Extension: what became of one inference request. */
export const requestRecord = z.object({
  request_id: z.string(),
  ...callersNames,
  outcome: z.enum(["completed", "aborted", "upstream_error", "refused"]),
  /** When it was admitted, or refused. */
  at: timestamp,
  model_slug: z.string(),
  api_key_prefix: z.string(),
  /** With its name of today, or its last one; an earlier version says none. */
  key: namedKey.nullish(),
  /** The way from the root to the calling group, which is the last. */
  groups: z.array(namedGroup),
  /** Null where nothing was billed: an upstream error, a refusal. */
  event: requestEvent.nullable(),
  /** Set for refused requests only. */
  refusal: requestRefusal.nullable(),
  /** The same under its name of the version before; it goes with the next release. */
  receipt: requestRefusal.nullish(),
  /** Set for upstream errors only; those of an earlier version have none. */
  failure: requestFailure.nullish(),
});
export type RequestRecord = z.infer<typeof requestRecord>;

/** Query of `GET /v1/gateway/requests`. */
export const findRequestsQuery = z.object({
  /** The caller's `x-request-id` of a call, or the id of the trace that calls belong to. */
  reference: text(1, clientRequestIdCharactersMax),
  limit: countUpTo(100, 20),
  cursor: z.string().max(1024).optional(),
});
export type FindRequestsQuery = z.infer<typeof findRequestsQuery>;

export const foundRequest = requestRecord.pick({
  request_id: true,
  client_request_id: true,
  trace_id: true,
  outcome: true,
  at: true,
  model_slug: true,
  api_key_prefix: true,
  groups: true,
});
export type FoundRequest = z.infer<typeof foundRequest>;

/** Extension: calls that their caller names so, newest first. Of each all is told by its own path. */
export const foundRequestPage = page(foundRequest);
