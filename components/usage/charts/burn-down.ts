import { dayMs, hourMs } from "@/gateway/contracts/leaves/time";
import type { UsageEntry } from "@/gateway/contracts/usage";
import type { UsageHistory, UsagePoint } from "@/gateway/contracts/usage-history";
import { limitName } from "@/lib/limits/limit-text";
import type { BurnDownModel } from "./chart-model";

/**
 * How what is left of a daily limit went down since midnight UTC. `history` is by hour, of those
 * who use this limit; what the counter says holds for the present moment.
 */
export function burnDown(
  slug: string,
  entry: UsageEntry,
  history: Pick<UsageHistory, "points">,
  nowMs: number,
): BurnDownModel {
  const { type, unit, threshold } = entry;
  const startMs = Math.floor(nowMs / dayMs) * dayMs;
  const usedNow = entry.current_usage ?? 0;
  const read = (point: UsagePoint) => (type === "TOKEN" ? point.total_tokens : point.requests);
  const at = (atMs: number, used: number) => ({
    atMs,
    used,
    left: Math.max(0, threshold - used),
  });
  const left = [at(startMs, 0)];
  let used = 0;
  const inHour = new Map(history.points.map((point) => [Date.parse(point.at), read(point)]));
  for (let endMs = startMs + hourMs; endMs <= nowMs; endMs += hourMs) {
    used += inHour.get(endMs - hourMs) ?? 0;
    // The counter is the limit's own figure: the line never shows more than it does.
    left.push(at(endMs, Math.min(used, usedNow)));
  }
  if (left.at(-1)?.atMs !== nowMs) left.push(at(nowMs, usedNow));
  else left.splice(-1, 1, at(nowMs, usedNow));
  return {
    slug,
    limit: limitName(type, unit),
    unit: type === "TOKEN" ? "tokens" : "requests",
    threshold,
    startMs,
    endMs: startMs + dayMs,
    nowMs,
    left,
    emptyAtMs: emptyAt(startMs, nowMs, usedNow, threshold),
  };
}

function emptyAt(startMs: number, nowMs: number, used: number, threshold: number): number | null {
  if (used === 0 || used >= threshold) return null;
  const atMs = startMs + ((nowMs - startMs) * threshold) / used;
  return atMs < startMs + dayMs ? atMs : null;
}
