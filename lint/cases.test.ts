import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What users of such systems were hurt by; each number is the name of a test: docs/cases.md. */
const proven = readFileSync("docs/cases.md", "utf8")
  .split("\n")
  .flatMap((line) => /^\| (\d+) \|/.exec(line)?.[1] ?? [])
  .map(Number);

test("every case of docs/cases.md is a named test, and none is missing", () => {
  expect(proven.length).toBeGreaterThanOrEqual(27);
  expect(proven).toEqual([...new Set(proven)].sort((one, other) => one - other));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => /\.(?:test|spec)\.tsx?$|\.contract\.ts$/.test(file));
  const named = new Set(
    files.flatMap((file) => readFileSync(file, "utf8").match(/\bcase \d+(?=[:,])/g) ?? []),
  );
  expect(proven.filter((number) => !named.has(`case ${number}`))).toEqual([]);
});
