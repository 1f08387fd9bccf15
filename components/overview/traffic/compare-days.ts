import { dayMs, hourMs } from "@/gateway/contracts/leaves/time";
import type { UsageHistory, UsagePoint, UsageSums } from "@/gateway/contracts/usage-history";

const hoursOfDay = 24;

/** One measure of a day and of the day before it. */
export interface DayFigure {
  /** Since midnight, the running hour included. */
  today: number;
  /** Of those: in the hours that are compared. */
  byThen: number;
  /** In the same hours of the day before. */
  yesterdayByThen: number;
  /** One for each hour that has begun. */
  hours: number[];
  yesterdayHours: number[];
}

export interface TrafficToday {
  /** The group whose own and subgroups' traffic it is; null = the whole workspace. */
  groupName: string | null;
  /** Hours of the day that are over and wholly in the figures: only these are compared. */
  wholeHours: number;
  /** Traffic until then is in the figures. */
  completeUntil: string;
  /** They are further behind than adding up takes. */
  isLate: boolean;
  requests: DayFigure;
  tokens: DayFigure;
  refusals: DayFigure;
  unbilledRequests: number;
  inputTokens: number;
  outputTokens: number;
}

/** Adding up takes seconds; behind by more than this, something holds it up. */
const lateMs = 5 * 60_000;

/** Yesterday and today until the end of the running hour, in UTC. */
export function twoDays(nowMs: number): { from: string; to: string } {
  const to = (Math.floor(nowMs / hourMs) + 1) * hourMs;
  return {
    from: new Date(midnightBefore(nowMs) - dayMs).toISOString(),
    to: new Date(to).toISOString(),
  };
}

/** Today against the same whole hours of yesterday. `history`: `twoDays`, by the hour. */
export function compareDays(
  { points, group, complete_until: completeUntil }: UsageHistory,
  nowMs: number,
): TrafficToday {
  const midnight = midnightBefore(nowMs);
  const begun = Math.floor((nowMs - midnight) / hourMs) + 1;
  const completeMs = Math.min(nowMs, Date.parse(completeUntil));
  const wholeHours = Math.max(0, Math.floor((completeMs - midnight) / hourMs));
  const figure = (read: (sums: UsageSums) => number): DayFigure => {
    const hours = hoursFrom(points, midnight, begun, read);
    const yesterdayHours = hoursFrom(points, midnight - dayMs, hoursOfDay, read);
    return {
      today: sum(hours),
      byThen: sum(hours.slice(0, wholeHours)),
      yesterdayByThen: sum(yesterdayHours.slice(0, wholeHours)),
      hours,
      yesterdayHours,
    };
  };
  const sumToday = (read: (sums: UsageSums) => number) =>
    sum(hoursFrom(points, midnight, begun, read));
  return {
    groupName: group ? group.name || group.external_entity_id : null,
    wholeHours,
    completeUntil,
    isLate: nowMs - completeMs > lateMs,
    requests: figure((sums) => sums.requests),
    tokens: figure((sums) => sums.total_tokens),
    refusals: figure((sums) => sums.refusals),
    unbilledRequests: sumToday((sums) => sums.unbilled_requests),
    inputTokens: sumToday((sums) => sums.input_tokens),
    outputTokens: sumToday((sums) => sums.output_tokens),
  };
}

function hoursFrom(
  points: UsagePoint[],
  startMs: number,
  count: number,
  read: (sums: UsageSums) => number,
): number[] {
  const values = new Array<number>(count).fill(0);
  for (const point of points) {
    const hour = (Date.parse(point.at) - startMs) / hourMs;
    if (hour >= 0 && hour < count) values[hour] = read(point);
  }
  return values;
}

function midnightBefore(nowMs: number): number {
  return Math.floor(nowMs / dayMs) * dayMs;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
