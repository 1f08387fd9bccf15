// npm test: everything, on a fresh clone too. npm run verify: the quick part (--quick).
// The last line adds up all suites; the exit code is 1 when anything failed or ran no tests.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages } from "./ensure-packages.mjs";
import {
  addCounts,
  countPlaywright,
  countVitest,
  playwrightFailures,
  strictCount,
  vitestFailures,
} from "./test/count-results.mjs";
import { findTools } from "./test/find-tools.mjs";
import { runCommand } from "./test/run-command.mjs";
import { testEnvironment } from "./test/test-environment.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const quick = process.argv.includes("--quick");

await ensurePackages(root);
const tools = quick ? undefined : findTools(root);
const reports = mkdtempSync(join(tmpdir(), "headgate-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));
const env = testEnvironment(tools, reports);

const node = process.execPath;
const bin = (path) => join(root, "node_modules", path);

/** One check: passed or failed as a whole. */
const check = (name, ...commands) => ({ name, commands });

/** A vitest project, counted test by test. */
const vitest = (project) => ({
  name: project,
  commands: [
    [node, bin("vitest/vitest.mjs"), "run", "--project", project, "--reporter=default"].concat(
      "--reporter=json",
      `--outputFile.json=${join(reports, `${project}.json`)}`,
    ),
  ],
  count: countVitest,
  failures: vitestFailures,
});

const quickSuites = [
  check("lint", [node, bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]),
  check(
    "types",
    [node, bin("next/dist/bin/next"), "typegen"],
    [node, bin("typescript/bin/tsc"), "--noEmit", "-p", "."],
  ),
  check("unused code", [node, bin("knip/bin/knip.js"), "--no-progress"]),
  check("versions", [node, "scripts/test/check-versions.mjs"]),
  vitest("unit"),
];

const slowSuites = [
  vitest("integration"),
  check("build", [node, "scripts/build.mjs"]),
  vitest("process"),
  {
    name: "e2e",
    commands: [[node, bin("@playwright/test/cli.js"), "test", "--reporter=list,json"]],
    count: countPlaywright,
    failures: playwrightFailures,
  },
];

const empty = { testResults: [], suites: [], errors: [] };
const results = [];
for (const suite of quick ? quickSuites : [...quickSuites, ...slowSuites]) {
  console.log(`\n── ${suite.name} ──`);
  const startedAt = performance.now();
  const exitCode = await runAll(suite.commands);
  const report = suite.count && readReport(suite);
  const count = suite.count
    ? strictCount(report && suite.count(report), exitCode)
    : { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const seconds = (performance.now() - startedAt) / 1000;
  results.push({
    name: suite.name,
    seconds,
    ...count,
    failures: suite.failures?.(report ?? empty),
  });
}

console.log("");
// Last, so that the end of a long output still tells what to look at.
for (const { name, failures = [] } of results) {
  for (const failure of failures) console.log(`failed, ${name}: ${failure.replace(root, "")}`);
}
for (const { name, seconds, passed, failed, skipped } of results) {
  const figures = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log(`${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s   ${figures}`);
}
const { passed, failed, skipped } = addCounts(results);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

async function runAll(commands) {
  for (const command of commands) {
    const exitCode = await runCommand(command, { cwd: root, env });
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

function readReport({ name }) {
  try {
    return JSON.parse(readFileSync(join(reports, `${name}.json`), "utf8"));
  } catch (error) {
    console.error(`The report of ${name} can't be read: ${error.message}`);
    return undefined;
  }
}
