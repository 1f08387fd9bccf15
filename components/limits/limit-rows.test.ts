import { expect, test } from "vitest";
import { limitRows, rateUseUnknown } from "./limit-rows";

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
    used,
  ).filter((row) => row.type === "TOKEN" && row.unit === "DAY");

test("what nothing limits is said to have no limit, never 0", () => {
  const all = limitRows("own", { slug: "a/x", rate_limits: [], usage_limits: [] }, undefined, []);
  expect(all.map((row) => [row.type, row.unit, row.effective, row.used.state])).toEqual([
    ["TOKEN", "MINUTE", null, "none"],
    ["REQUEST", "MINUTE", null, "none"],
    ["TOKEN", "DAY", null, "none"],
    ["REQUEST", "DAY", null, "none"],
  ]);
});

test("per-second limits have lines of their own, and the use of rates is unknown, not 0", () => {
  const limit = { type: "TOKEN", unit: "SECOND", threshold: 5, source_group: "own" } as const;
  const all = limitRows(
    "own",
    { slug: "a/x", rate_limits: [limit], usage_limits: [] },
    undefined,
    [],
  );
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
