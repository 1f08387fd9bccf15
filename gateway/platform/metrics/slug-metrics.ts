import type { LimitType } from "../../contracts/limit";
import { byUnit, type LimitUnit, limitTypes, limitUnits } from "../../contracts/limit-windows";
import type { Seconds } from "./histograms";

/** How a request ended. The first four were admitted, the rest never reached a model. */
export const requestOutcomes = [
  /** Answered and billed. */
  "completed",
  /** The caller left after the answer had begun: billed for what was relayed. */
  "aborted",
  /** The caller left before the answer began: not billed. */
  "cancelled",
  /** The model failed or could not be reached: not billed. */
  "upstream_error",
  /** 429. */
  "limited",
  /** 401. */
  "unauthorized",
  /** 400, 404, 413. */
  "invalid",
  /** 503: it could not be metered, or the limits could not be checked. */
  "unavailable",
  /** Answered by the model, but the event was not on disk in time: the caller got an error. */
  "unmetered",
  /** Our own failure, or an endpoint that can't be called as it is set up. */
  "failed",
] as const;
export type RequestOutcome = (typeof requestOutcomes)[number];

export const limitTuples = limitTypes.flatMap((type) => limitUnits.map((unit) => ({ type, unit })));
/** What is counted of one slug. Its fields are added to directly: that is all the hot path does. */
export class SlugMetrics {
  readonly slug: string;
  readonly requests: Record<RequestOutcome, number> = {
    completed: 0,
    aborted: 0,
    cancelled: 0,
    upstream_error: 0,
    limited: 0,
    unauthorized: 0,
    invalid: 0,
    unavailable: 0,
    unmetered: 0,
    failed: 0,
  };
  /** Refusals by the limit that was binding. */
  readonly refusals: Record<LimitType, Record<LimitUnit, number>> = {
    TOKEN: byUnit(() => 0),
    REQUEST: byUnit(() => 0),
  };
  inputTokens = 0;
  outputTokens = 0;
  cachedInputTokens = 0;
  /** Answers whose tokens were counted here because the upstream reported none. */
  estimatedAnswers = 0;
  overshootTokens = 0;
  readonly firstByte: Seconds;
  readonly upstream: Seconds;

  constructor(slug: string, times: { firstByte: Seconds; upstream: Seconds }) {
    this.slug = slug;
    this.firstByte = times.firstByte;
    this.upstream = times.upstream;
  }
}
