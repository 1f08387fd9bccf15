import { expect, test } from "vitest";
import {
  addCounts,
  countPlaywright,
  countVitest,
  playwrightFailures,
  strictCount,
  vitestFailures,
} from "./count-results.mjs";

const vitestReport = (...files) => ({
  testResults: files.map(({ status = "passed", tests }) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  })),
});

test("passed, failed and skipped tests are counted each", () => {
  const report = vitestReport({ tests: ["passed", "failed", "skipped", "todo", "pending"] });
  expect(countVitest(report)).toEqual({ passed: 1, failed: 1, skipped: 3 });
});

test("a test file that could not be loaded is a failure", () => {
  const report = vitestReport({ tests: ["passed"] }, { status: "failed", tests: [] });
  expect(countVitest(report)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test("a browser test that needed a retry is a failure, and so is an error outside of tests", () => {
  const report = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
  expect(countPlaywright(report)).toEqual({ passed: 3, failed: 3, skipped: 2 });
});

test("a suite that ran nothing, left no report or only skipped is a failure", () => {
  const failure = expect.objectContaining({ failed: 1 });
  expect(strictCount({ passed: 0, failed: 0, skipped: 0 }, 0)).toEqual(failure);
  expect(strictCount(undefined, 0)).toEqual(failure);
  expect(strictCount({ passed: 0, failed: 0, skipped: 4 }, 0)).toEqual(failure);
});

test("an error code without a failed test is a failure", () => {
  expect(strictCount({ passed: 5, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  expect(strictCount({ passed: 5, failed: 2, skipped: 0 }, 1).failed).toBe(2);
  expect(strictCount({ passed: 5, failed: 0, skipped: 1 }, 0)).toEqual({
    passed: 5,
    failed: 0,
    skipped: 1,
  });
});

test("suites are added up", () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(addCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

test("failed tests are named with their file and the first line of why", () => {
  const passed = { status: "passed", fullName: "stands", failureMessages: [] };
  const failed = {
    status: "failed",
    fullName: "falls",
    failureMessages: ["Error: 1 is not 2\n at"],
  };
  const testResults = [
    { name: "a.test.ts", status: "failed", assertionResults: [passed, failed] },
    { name: "b.test.ts", status: "failed", assertionResults: [], message: "no such file" },
  ];
  expect(vitestFailures({ testResults })).toEqual([
    "a.test.ts: falls: Error: 1 is not 2",
    "b.test.ts: no such file",
  ]);

  const spec = (title, status, error) => ({
    file: "c.spec.ts",
    title,
    tests: [{ status, results: [{ error }] }],
  });
  const specs = [spec("stands", "expected"), spec("shakes", "flaky", { message: "late\n at" })];
  expect(
    playwrightFailures({ suites: [{ suites: [{ specs }] }], errors: [{ message: "x" }] }),
  ).toEqual(["c.spec.ts: shakes: late", "x"]);
});
