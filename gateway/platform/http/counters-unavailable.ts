/**
 * Why limits can't be decided now: `unreachable` = Redis does not answer (in time); `emptied` = it
 * answers, but its counters are gone or not rebuilt yet: deciding would hand out a fresh allowance.
 */
export type CountersUnavailableReason = "unreachable" | "emptied";

/** No decision was made, or none is known. Never an admission. */
export class CountersUnavailable extends Error {
  readonly reason: CountersUnavailableReason;

  constructor(reason: CountersUnavailableReason, options: { cause?: unknown } = {}) {
    super(
      reason === "unreachable"
        ? "the limit counters can't be reached"
        : "the limit counters were emptied and are not rebuilt yet",
      options,
    );
    this.name = "CountersUnavailable";
    this.reason = reason;
  }
}
