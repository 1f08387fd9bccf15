import type { LimitState, Reservation, Settled } from "../../limits/counter-store";
import type { KeptTrace, LedgerAppend, UpstreamFailure } from "../../metering/ledger/ledger";
import type { SlugMetrics } from "../../platform/metrics/slug-metrics";
import type { AnswerUsage } from "../answer/answer-usage";
import type { Caller } from "../caller/authenticate-caller";
import { meteringUnavailable } from "../errors/inference-error";
import type { InferenceDeps } from "../inference-deps";
import type { InferenceRequest } from "../request/inference-request";
import type { PromptCount } from "./count-prompt";

export interface Admission {
  caller: Caller;
  request: InferenceRequest;
  requestId: string;
  trace: KeptTrace | undefined;
  reservation: Reservation;
  prompt: PromptCount;
  metrics: SlugMetrics;
}

type MeteringDeps = Pick<
  InferenceDeps,
  "commitDeadline" | "counters" | "estimator" | "ledger" | "log"
>;

/** The members of a ledger row that say how the request ended. */
type End = Pick<LedgerAppend, "outcome" | "billable" | "estimated" | "failure">;

const nothing: AnswerUsage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };

/** An admitted request: it ends in exactly one of these ways, and the first one counts. */
export class MeteredRequest {
  private readonly deps: MeteringDeps;
  private readonly admission: Admission;
  private readonly admittedMs = performance.now();
  private ended = false;

  constructor(deps: MeteringDeps, admission: Admission) {
    this.deps = deps;
    this.admission = admission;
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  /** The first byte of the answer is here. */
  begin(): void {
    this.admission.metrics.firstByte.observe(this.secondsSinceAdmission());
  }

  /** Answered: settles, and resolves once the event is on disk. @throws InferenceError 503 */
  async complete(usage: AnswerUsage, estimated: boolean): Promise<Pick<Settled, "states">> {
    if (!this.endsNow()) return { states: [] };
    const { metrics } = this.admission;
    metrics.upstream.observe(this.secondsSinceAdmission());
    // Queued before anything can fail: the answer exists, so its event must.
    const commit = this.append(usage, { outcome: "completed", billable: true, estimated });
    // The commit is awaited below. It may fail before that, and an unhandled rejection would end
    // the process.
    commit.catch(() => {});
    const settled = await this.settle(usage);
    if (estimated) metrics.estimatedAnswers++;
    else this.learn(usage);
    await this.deps.commitDeadline.within(commit).catch((cause: unknown) => {
      metrics.requests.unmetered++;
      throw meteringUnavailable(cause);
    });
    metrics.requests.completed++;
    return settled;
  }

  /** The caller left an answer that had begun: what was relayed is charged. */
  async abort(usage: AnswerUsage): Promise<void> {
    if (!this.endsNow()) return;
    this.admission.metrics.requests.aborted++;
    const end: End = { outcome: "aborted", billable: true, estimated: true };
    const queued = this.appendQuietly(usage, end);
    await this.settle(usage);
    await queued;
  }

  /** The upstream failed: tokens go back, the request still counts, nothing is billed. */
  async fail(failure: UpstreamFailure): Promise<LimitState[]> {
    if (!this.endsNow()) return this.leftNow();
    this.admission.metrics.requests.upstream_error++;
    const end: End = { outcome: "upstream_error", billable: false, estimated: false, failure };
    const queued = this.appendQuietly(nothing, end);
    await this.deps.counters.release(this.admission.reservation, { countRequest: true });
    await queued;
    return this.leftNow();
  }

  /** Nothing was answered and nothing counts. After another end it does nothing. */
  async cancel(): Promise<LimitState[]> {
    if (!this.endsNow()) return [];
    this.admission.metrics.requests.cancelled++;
    await this.deps.counters.release(this.admission.reservation, { countRequest: false });
    return this.leftNow();
  }

  private endsNow(): boolean {
    const isFirst = !this.ended;
    this.ended = true;
    return isFirst;
  }

  private secondsSinceAdmission(): number {
    return (performance.now() - this.admittedMs) / 1_000;
  }

  private leftNow(): Promise<LimitState[]> {
    const { chain, rootGroupId } = this.admission.reservation.request;
    return this.deps.counters.readChain(chain, rootGroupId);
  }

  // Member by member, as all on the way of every request: a spread takes microseconds.
  private append(usage: AnswerUsage, { outcome, billable, estimated, failure }: End) {
    const { caller, request, requestId, trace, reservation } = this.admission;
    const { group, keyPrefix } = caller;
    return this.deps.ledger.append({
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
      failure,
      trace,
    });
  }

  /**
   * Appends an event that no answer waits for. A failed commit is logged, and the event stays
   * queued.
   */
  private async appendQuietly(usage: AnswerUsage, end: End): Promise<void> {
    try {
      await this.deps.commitDeadline.within(this.append(usage, end));
    } catch (err) {
      const { requestId } = this.admission;
      this.deps.log.error({ err, requestId }, "an event waits for the ledger");
    }
  }

  /** Settles the reservation with the tokens that were used, and adds them to the metrics. */
  private async settle(usage: AnswerUsage): Promise<Settled> {
    const { metrics, reservation } = this.admission;
    metrics.inputTokens += usage.inputTokens;
    metrics.outputTokens += usage.outputTokens;
    metrics.cachedInputTokens += usage.cachedInputTokens;
    const tokens = usage.inputTokens + usage.outputTokens;
    const settled = await this.deps.counters.settle(reservation, tokens);
    metrics.overshootTokens += settled.overshootTokens;
    return settled;
  }

  /** What the upstream counted says how to estimate the next request. */
  private learn(usage: AnswerUsage): void {
    const { caller, prompt, request } = this.admission;
    this.deps.estimator.learn({
      workspaceId: caller.group.workspaceId,
      groupId: caller.group.id,
      slug: request.slug,
      prompt,
      promptTokens: usage.inputTokens,
      completionTokens: usage.outputTokens,
    });
  }
}
