/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * What a suite's report says, made strict: a suite that ran nothing failed, and so did one that
 * ended with an error which no test owns.
 *
 * @param {Count | undefined} count undefined when the suite left no readable report
 * @param {number} exitCode
 * @returns {Count}
 */
export function strictCount(count, exitCode) {
  const { passed, failed, skipped } = count ?? { passed: 0, failed: 0, skipped: 0 };
  const ran = passed + failed > 0;
  return { passed, failed: failed === 0 && (!ran || exitCode !== 0) ? 1 : failed, skipped };
}

/** @returns {Count} of vitest's JSON report; a file that could not be loaded counts as one failure */
export function countVitest(report) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    if (file.status === "failed" && file.assertionResults.length === 0) count.failed += 1;
    for (const { status } of file.assertionResults) {
      if (status === "passed") count.passed += 1;
      else if (status === "failed") count.failed += 1;
      else count.skipped += 1;
    }
  }
  return count;
}

/** @returns {Count} of Playwright's JSON report; a test that passed only on a retry failed */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

/** @param {Count[]} counts @returns {Count} */
export function addCounts(counts) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    sum.passed += count.passed;
    sum.failed += count.failed;
    sum.skipped += count.skipped;
  }
  return sum;
}

/** @returns {string[]} each failed test of vitest's JSON report: file, name and the error's first line */
export function vitestFailures(report) {
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    if (file.status === "failed" && file.assertionResults.length === 0) {
      return [`${file.name}: ${firstLine(file.message)}`];
    }
    return failed.map(
      ({ fullName, failureMessages }) =>
        `${file.name}: ${fullName}: ${firstLine(failureMessages?.[0])}`,
    );
  });
}

/** @returns {string[]} each failed or flaky test of Playwright's JSON report, and errors outside of tests */
export function playwrightFailures(report) {
  const inSuite = (suite) => [
    ...(suite.suites ?? []).flatMap(inSuite),
    ...(suite.specs ?? [])
      .filter(({ tests }) =>
        tests.some(({ status }) => status === "unexpected" || status === "flaky"),
      )
      .map(({ file, title, tests }) => {
        const results = tests.flatMap((one) => one.results ?? []);
        return `${file}: ${title}: ${firstLine(results.find(({ error }) => error)?.error?.message)}`;
      }),
  ];
  return [
    ...report.suites.flatMap(inSuite),
    ...report.errors.map(({ message }) => firstLine(message)),
  ];
}

function firstLine(message = "") {
  return message.split("\n", 1)[0];
}
