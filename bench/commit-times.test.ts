import { expect, test } from "vitest";
import { commitsBetween, parseCommits } from "./commit-times";

const metrics = (counts: readonly number[], sum: number, rows: number) => `
# TYPE headgate_ledger_commit_seconds histogram
headgate_ledger_commit_seconds_bucket{le="0.001"} ${counts[0]}
headgate_ledger_commit_seconds_bucket{le="0.005"} ${counts[1]}
headgate_ledger_commit_seconds_bucket{le="+Inf"} ${counts[2]}
headgate_ledger_commit_seconds_sum ${sum}
headgate_ledger_commit_seconds_count ${counts[2]}
headgate_ledger_rows_total ${rows}
`;

test("commits are told from the difference of two readings, percentiles within a bucket", () => {
  const before = parseCommits(metrics([100, 100, 100], 0.1, 100));
  const after = parseCommits(metrics([140, 190, 200], 0.35, 600));
  const times = commitsBetween(before, after);
  expect(times.meanMs).toBeCloseTo(2.5);
  expect(times.p50Ms).toBeCloseTo(1.8);
  expect(times.p99Ms).toBe(5);
  expect(times.rowsEach).toBe(5);
});
