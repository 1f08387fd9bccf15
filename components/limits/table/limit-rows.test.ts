import { expect, test } from "vitest";
import { limitRows, liveUseUnknown, rateUseUnknown } from "./limit-rows";
import type { LiveLimit } from "./live-limits";

const day = (threshold: number, source_group: string) => ({
  type: "TOKEN" as const,
  unit: "DAY" as const,
  threshold,
  source_group,
});
const usage = (threshold: number, current_usage: number | null, source_group?: string) => [
  { type: "TOKEN" as const, unit: "DAY" as const, threshold, current_usage, source_group },
];
const rows = (limits: ReturnType<typeof day>[], used: ReturnType<typeof usage> | null) =>
  limitRows(
    "own",
    { slug: "a/x", rate_limits: [], usage_limits: limits },
    { slug: "a/x", rate_limits: [], usage_limits: [] },
    { usage: used },
  ).filter((row) => row.type === "TOKEN" && row.unit === "DAY");

test("what nothing limits is said to have no limit, never 0", () => {
  const all = limitRows("own", { slug: "a/x", rate_limits: [], usage_limits: [] }, undefined, {
    usage: [],
  });
  expect(all.map((row) => [row.type, row.unit, row.effective, row.used.state])).toEqual([
    ["TOKEN", "MINUTE", null, "none"],
    ["REQUEST", "MINUTE", null, "none"],
    ["TOKEN", "DAY", null, "none"],
    ["REQUEST", "DAY", null, "none"],
  ]);
});

test("per-second limits have lines of their own, and the use of rates is unknown, not 0", () => {
  const limit = { type: "TOKEN", unit: "SECOND", threshold: 5, source_group: "own" } as const;
  const all = limitRows("own", { slug: "a/x", rate_limits: [limit], usage_limits: [] }, undefined, {
    usage: [],
  });
  expect(all[1]).toMatchObject({
    unit: "SECOND",
    declared: 5,
    used: { state: "unknown", reason: rateUseUnknown },
  });
});

test("nothing used since midnight is 0, whether the server says null or 0", () => {
  expect(rows([day(10, "own")], usage(10, null))[0]?.used).toMatchObject({ used: 0 });
  expect(rows([day(10, "own")], usage(10, 0))[0]?.used).toMatchObject({ used: 0 });
});

test("a usage that could not be read is unknown", () => {
  expect(rows([day(10, "own")], null)[0]?.used.state).toBe("unknown");
});

test("in a cascading tree the use belongs to the pool that the server names, the others are unknown", () => {
  const lines = rows([day(100, "top"), day(70, "own")], usage(100, 42, "top"));
  expect(lines.map((row) => row.used.state)).toEqual(["known", "unknown"]);
  expect(lines.map((row) => row.isContinuation)).toEqual([false, true]);
  expect(lines.map((row) => row.declared)).toEqual([null, 70]);
});

test("without a named pool the threshold decides, and equal ones are not guessed", () => {
  expect(rows([day(100, "top"), day(70, "own")], usage(70, 1)).map((r) => r.used.state)).toEqual([
    "unknown",
    "known",
  ]);
  expect(rows([day(70, "top"), day(70, "own")], usage(70, 1)).map((r) => r.used.state)).toEqual([
    "unknown",
    "unknown",
  ]);
});

const minute = (threshold: number, source_group: string) => ({
  type: "TOKEN" as const,
  unit: "MINUTE" as const,
  threshold,
  source_group,
});
const live = (source: string, threshold: number, used: number | null, bindsFirst = false) =>
  ({
    slug: "a/x",
    kind: "rate",
    type: "TOKEN",
    unit: "MINUTE",
    source,
    threshold,
    used,
    resetAt: null,
    bindsFirst,
  }) satisfies LiveLimit;
const liveRows = (limits: LiveLimit[] | null) =>
  limitRows(
    "own",
    { slug: "a/x", rate_limits: [minute(100, "top"), minute(70, "own")], usage_limits: [] },
    undefined,
    { live: limits && { available: true, limits } },
  ).filter((row) => row.effective);

test("the counters tell the use of every pool, and which one binds first", () => {
  const lines = liveRows([live("own", 70, 20), live("top", 100, 60, true)]);
  expect(lines.map(({ used, bindsFirst }) => [used, bindsFirst])).toEqual([
    [{ state: "known", used: 60, threshold: 100, resetAt: null }, true],
    [{ state: "known", used: 20, threshold: 70, resetAt: null }, false],
  ]);
});

test("counters that can't be read are unknown with a reason, never 0 (cases 2 and 3)", () => {
  const unknown = { state: "unknown", reason: liveUseUnknown };
  for (const limits of [null, [], [live("top", 100, null), live("own", 70, null)]]) {
    expect(liveRows(limits).map(({ used, bindsFirst }) => [used, bindsFirst])).toEqual([
      [unknown, null],
      [unknown, null],
    ]);
  }
});

test("a use of 0 is 0, and binds nothing unless it is blocked", () => {
  const lines = liveRows([live("top", 100, 0, true), live("own", 70, 0)]);
  expect(lines.map(({ bindsFirst }) => bindsFirst)).toEqual([false, false]);
  expect(lines[0]?.used).toMatchObject({ state: "known", used: 0 });
  expect(liveRows([live("top", 0, 0, true)])[0]?.bindsFirst).toBe(true);
});
