import type { ChainLimit, LimitState } from "../../limits/counter-store";
import type { SlugMetrics } from "../../platform/metrics/slug-metrics";
import { toUsageBounds } from "../answer/believe-usage";
import type { BillingBasis } from "../answer/billed-usage";
import type { Caller } from "../caller/authenticate-caller";
import { meteringUnavailable, modelNotFound } from "../errors/inference-error";
import type { InferenceDeps } from "../inference-deps";
import type { InferenceCall } from "../request/inference-call";
import type { InferenceRequest } from "../request/inference-request";
import type { UpstreamRoute } from "../upstream/upstream-route";
import { toUpstreamTarget, type UpstreamTarget } from "../upstream/upstream-target";
import { countPrompt, type PromptCount } from "./count-prompt";
import { limitRefused } from "./limit-refused";
import { MeteredRequest } from "./metered-request";
import { toRateHeaders } from "./rate-headers";

export interface Admitted {
  target: UpstreamTarget;
  metered: MeteredRequest;
  /** What an answer without usage of its own is billed by. */
  basis: BillingBasis;
  /**
   * States of the limits when the call was admitted: the rate headers of a stream show them,
   * because a stream's headers leave before it is settled.
   */
  reserved: { readonly states: LimitState[] };
}

/**
 * Finds the endpoint and reserves over the whole chain of limits. A refusal's rate headers are
 * set on the call. @throws InferenceError 404, 429, 501, 502, 503
 */
export async function admit(
  inference: InferenceDeps,
  caller: Caller,
  request: InferenceRequest,
  call: InferenceCall,
): Promise<Admitted> {
  const { group } = caller;
  const { slug } = request;
  const chain = group.chains.get(slug);
  const route = chain && (await inference.caches.endpoint(slug));
  if (!chain || !route || route.workspaceId !== group.workspaceId) throw modelNotFound(slug);
  const metrics = inference.metrics.slug(slug);
  call.slugMetrics = metrics;
  const target = await reachable(inference, route).catch(async (error: unknown) => {
    const states = await inference.counters.readChain(chain, group.rootId);
    call.headers.push(...toRateHeaders(states));
    throw error;
  });
  const prompt = await countPrompt(request);
  const asked = { caller, request, prompt, chain, metrics };
  const { metered, basis, reserved } = await reserve(inference, asked, call);
  return { target, metered, basis, reserved };
}

/** Checks before anything is counted that the ledger works and that the target can be called. */
async function reachable(inference: InferenceDeps, route: UpstreamRoute): Promise<UpstreamTarget> {
  if (!inference.ledger.isAvailable()) throw meteringUnavailable();
  return toUpstreamTarget(inference.accessTokens, inference.caches, route);
}

interface Asked {
  caller: Caller;
  request: InferenceRequest;
  prompt: PromptCount;
  chain: readonly ChainLimit[];
  metrics: SlugMetrics;
}

async function reserve(
  inference: InferenceDeps,
  { caller, request, prompt, chain, metrics }: Asked,
  call: InferenceCall,
): Promise<Omit<Admitted, "target">> {
  const { group } = caller;
  const { slug, completionTokensMax, generations } = request;
  const { promptTokens, tokens, tokensMin } = inference.estimator.estimate({
    workspaceId: group.workspaceId,
    groupId: group.id,
    slug,
    prompt,
    completionTokensMax: completionTokensMax === null ? null : completionTokensMax * generations,
  });
  const requestId = call.id;
  const trace = call.trace?.kept;
  const startedMs = performance.now();
  const result = await inference.counters.reserve({
    reservationId: requestId,
    rootGroupId: group.rootId,
    slug,
    chain,
    tokens,
    tokensMin,
    meteredGroupIds: group.meteredGroupIds,
  });
  inference.metrics.decisions.observe((performance.now() - startedMs) / 1_000);
  if (!result.admitted) {
    const { type, unit } = result.binding.limit;
    metrics.refusals[type][unit]++;
    const refusedAt = inference.clock.now();
    inference.refusals.note({ requestId, refusedAt, caller, slug, trace, result });
    call.headers.push(...toRateHeaders(result.states));
    throw limitRefused(result, group.id);
  }
  const { reservation } = result;
  call.isAdmitted = true;
  const admission = { caller, request, requestId, trace, reservation, prompt, metrics };
  const basis = { promptTokens, bounds: toUsageBounds(request, prompt) };
  return { metered: new MeteredRequest(inference, admission), basis, reserved: result };
}
