/** The ledger's own histogram of its commits, as /metrics tells it. */
export interface CommitCounts {
  /** Upper bounds in seconds, ascending, the last one infinite, with the commits up to each. */
  buckets: { bound: number; count: number }[];
  seconds: number;
  rows: number;
}

export interface CommitTimes {
  meanMs: number;
  p50Ms: number;
  p99Ms: number;
  rowsEach: number;
}

export async function readCommits(target: {
  url: string;
  managementKey: string;
}): Promise<CommitCounts> {
  const headers = { authorization: `Bearer ${target.managementKey}` };
  const answer = await fetch(`${target.url}/metrics`, { headers });
  return parseCommits(await answer.text());
}

export function parseCommits(text: string): CommitCounts {
  const values = (name: string) => [
    ...text.matchAll(new RegExp(`^${name}(?:\\{le="([^"]+)"\\})? (\\S+)$`, "gm")),
  ];
  const only = (name: string) => Number(values(name)[0]?.[2] ?? Number.NaN);
  return {
    buckets: values("headgate_ledger_commit_seconds_bucket").map(([, bound, count]) => ({
      bound: bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound),
      count: Number(count),
    })),
    seconds: only("headgate_ledger_commit_seconds_sum"),
    rows: only("headgate_ledger_rows_total"),
  };
}

/** What lies between two readings; percentiles are interpolated within their bucket. */
export function commitsBetween(before: CommitCounts, after: CommitCounts): CommitTimes {
  const buckets = after.buckets.map(({ bound, count }, index) => ({
    bound,
    count: count - (before.buckets[index]?.count ?? 0),
  }));
  const total = buckets.at(-1)?.count ?? 0;
  const percentileMs = (share: number) => {
    const wanted = total * share;
    const index = buckets.findIndex(({ count }) => count >= wanted);
    const [from, to] = [buckets[index - 1], buckets[index]];
    if (!to) return Number.NaN;
    const lower = from ?? { bound: 0, count: 0 };
    if (!Number.isFinite(to.bound)) return lower.bound * 1_000;
    const within = (wanted - lower.count) / (to.count - lower.count);
    return (lower.bound + (to.bound - lower.bound) * within) * 1_000;
  };
  return {
    meanMs: ((after.seconds - before.seconds) / total) * 1_000,
    p50Ms: percentileMs(0.5),
    p99Ms: percentileMs(0.99),
    rowsEach: (after.rows - before.rows) / total,
  };
}
