import { expect, test } from "vitest";
import { poolMaxRange, shareConnections, slowReadsAtOnce } from "./share-connections";

test("20 connections are divided as the documentation says", () => {
  expect(shareConnections(20)).toEqual({
    ...{ lock: 1, changes: 1, ledger: 2, lookups: 4, webhooks: 3, background: 2, management: 7 },
  });
  expect(slowReadsAtOnce(20)).toBe(2);
});

test("whatever the number, all shares together are that many, and each has what it needs", () => {
  const [least, most] = poolMaxRange;
  for (let max = least; max <= most; max++) {
    const shares = shareConnections(max);
    expect(Object.values(shares).reduce((sum, count) => sum + count, 0)).toBe(max);
    expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(1);
    expect(shares.management).toBeGreaterThan(slowReadsAtOnce(max));
  }
});
