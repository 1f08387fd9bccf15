import { hourMs } from "../../contracts/leaves/time";
import {
  type UsageHistoryQuery,
  type UsageInterval,
  usageBucketsMax,
  usagePointsMax,
} from "../../contracts/usage-history";
import { invalidField } from "../../platform/http/app-error";

const bucketMs: Record<UsageInterval, number> = { hour: hourMs, day: 24 * hourMs };
const bucketsByDefault: Record<UsageInterval, number> = { hour: 24, day: 30 };

/** The whole buckets, in UTC, that hold what is asked; in ms. @throws AppError naming the field */
export function usageWindow(
  { from, to, interval, by, limit }: UsageHistoryQuery,
  nowMs: number,
): { fromMs: number; toMs: number } {
  const length = bucketMs[interval];
  const askedTo = to === undefined ? nowMs : Date.parse(to);
  const toMs = Math.ceil(askedTo / length) * length;
  const askedFrom =
    from === undefined ? toMs - bucketsByDefault[interval] * length : Date.parse(from);
  if (askedFrom >= askedTo) throw invalidField("from", "from must be before to");
  const fromMs = Math.floor(askedFrom / length) * length;
  const buckets = (toMs - fromMs) / length;
  const bucketsMax = usageBucketsMax[interval];
  if (buckets > bucketsMax) {
    throw invalidField(
      "from",
      `from must be at most ${bucketsMax} ${interval}s before to with interval=${interval}`,
    );
  }
  if (by !== "none" && buckets * limit > usagePointsMax) {
    throw invalidField(
      "limit",
      `limit must be at most ${Math.floor(usagePointsMax / buckets)} for ${buckets} ${interval}s`,
    );
  }
  return { fromMs, toMs };
}
