import type { LedgerAppend } from "../events/ledger";
import type { LimitState, Reservation } from "../limits/counter-store";
import type { SlugMetrics } from "../metrics/slug-metrics";
import type { AnswerUsage } from "./answer-usage";
import type { Caller } from "./authenticate-caller";
import type { InferenceDeps } from "./inference-deps";
import { meteringUnavailable } from "./inference-error";
import type { InferenceRequest } from "./inference-request";
import type { TokenEstimator } from "./token-estimator";

/** An admitted request: it ends in exactly one of these ways, and the first one counts. */
export interface MeteredRequest {
  /** The first byte of the answer is here. */
  begin(): void;
  /** Answered: settles, and resolves once the event is on disk. @throws InferenceError 503 */
  complete(usage: AnswerUsage, estimated: boolean): Promise<{ readonly states: LimitState[] }>;
  /** The caller left an answer that had begun: what was relayed is charged. */
  abort(usage: AnswerUsage): Promise<void>;
  /** The upstream failed: tokens go back, the request still counts, nothing is billed. */
  fail(): Promise<LimitState[]>;
  /** Nothing was answered and nothing counts. After another end it does nothing. */
  cancel(): Promise<LimitState[]>;
}

export interface Admission {
  caller: Caller;
  request: InferenceRequest;
  requestId: string;
  reservation: Reservation;
  countedPrompt: number;
  metrics: SlugMetrics;
}

/** How the ledger's row says that it ended. */
type End = Pick<LedgerAppend, "outcome" | "billable" | "estimated">;

const nothing: AnswerUsage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };

export function meterRequest(
  deps: Pick<InferenceDeps, "commitDeadline" | "counters" | "ledger" | "log">,
  estimator: TokenEstimator,
  { caller, request, requestId, reservation, countedPrompt, metrics }: Admission,
): MeteredRequest {
  const { group, keyPrefix } = caller;
  const admittedMs = performance.now();
  const secondsSinceAdmission = () => (performance.now() - admittedMs) / 1_000;
  let ended = false;
  const endsNow = () => {
    const isFirst = !ended;
    ended = true;
    return isFirst;
  };

  // Member by member, as all on the way of every request: a spread takes microseconds.
  function append(usage: AnswerUsage, { outcome, billable, estimated }: End) {
    return deps.ledger.append({
      workspaceId: group.workspaceId,
      groupId: group.id,
      groupPath: group.path,
      cascading: group.cascading,
      externalEntityId: group.externalEntityId,
      apiKeyPrefix: keyPrefix,
      modelSlug: request.slug,
      requestId,
      requestMetadata: request.metadata,
      admittedAt: reservation.admittedAt,
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cachedInputTokens: usage.cachedInputTokens,
      estimated,
      outcome,
      billable,
    });
  }

  const { chain, rootGroupId } = reservation.request;
  const leftNow = () => deps.counters.readChain(chain, rootGroupId);

  /** Waits for the commit of something nobody is answered with. */
  async function appendQuietly(usage: AnswerUsage, end: End): Promise<void> {
    try {
      await deps.commitDeadline.within(append(usage, end));
    } catch (err) {
      deps.log.error({ err, requestId }, "an event waits for the ledger");
    }
  }

  /** Replaces the estimate by what was used, and counts both. */
  async function settle(usage: AnswerUsage): Promise<{ readonly states: LimitState[] }> {
    metrics.inputTokens += usage.inputTokens;
    metrics.outputTokens += usage.outputTokens;
    metrics.cachedInputTokens += usage.cachedInputTokens;
    const tokens = usage.inputTokens + usage.outputTokens;
    const settled = await deps.counters.settle(reservation, tokens);
    metrics.overshootTokens += settled.overshootTokens;
    return settled;
  }

  return {
    begin() {
      metrics.firstByte.observe(secondsSinceAdmission());
    },
    async complete(usage, estimated) {
      if (!endsNow()) return { states: [] };
      metrics.upstream.observe(secondsSinceAdmission());
      // Queued before anything can fail: the answer exists, so its event must.
      const commit = append(usage, { outcome: "completed", billable: true, estimated });
      commit.catch(() => {});
      const settled = await settle(usage);
      if (estimated) metrics.estimatedAnswers++;
      else {
        estimator.learn({
          groupId: group.id,
          slug: request.slug,
          countedPrompt,
          promptTokens: usage.inputTokens,
          completionTokens: usage.outputTokens,
        });
      }
      await deps.commitDeadline.within(commit).catch((cause: unknown) => {
        metrics.requests.unmetered++;
        throw meteringUnavailable(cause);
      });
      metrics.requests.completed++;
      return settled;
    },
    async abort(usage) {
      if (!endsNow()) return;
      metrics.requests.aborted++;
      const end: End = { outcome: "aborted", billable: true, estimated: true };
      const queued = appendQuietly(usage, end);
      await settle(usage);
      await queued;
    },
    async fail() {
      if (!endsNow()) return leftNow();
      metrics.requests.upstream_error++;
      const end: End = { outcome: "upstream_error", billable: false, estimated: false };
      const queued = appendQuietly(nothing, end);
      await deps.counters.release(reservation, { countRequest: true });
      await queued;
      return leftNow();
    },
    async cancel() {
      if (!endsNow()) return [];
      metrics.requests.cancelled++;
      await deps.counters.release(reservation, { countRequest: false });
      return leftNow();
    },
  };
}
