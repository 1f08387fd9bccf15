import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../docs/decisions", import.meta.url));
const records = readdirSync(folder)
  .filter((file) => /^\d{4}-.+\.md$/.test(file))
  .sort()
  .map((file) => {
    const [first = ""] = readFileSync(join(folder, file), "utf8").split("\n", 1);
    return { file, number: Number(file.slice(0, 4)), first };
  });
const index = readFileSync(join(folder, "README.md"), "utf8");

test("each record begins with its number and a title: # 12. A sentence", () => {
  const wrong = records.filter(
    ({ number, first }) => !new RegExp(`^# ${number}\\. \\S.*[^.\\s]$`).test(first),
  );
  expect(wrong).toEqual([]);
});

test("no number is given twice", () => {
  expect(new Set(records.map(({ number }) => number)).size).toBe(records.length);
});

test("each record has its line in docs/decisions/README.md, in order, under its own title", () => {
  const lines = index.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  const heads = records.map(({ file, number, first }) => {
    const title = first.replace(/^# \d+\. /, "");
    return `| ${number} | [${title}](${file}) | `;
  });
  expect(lines.map((line, at) => line.slice(0, heads[at]?.length))).toEqual(heads);
  expect(lines.filter((line) => !/ \| \S[^|]* \|[^|]*\|$/.test(line))).toEqual([]);
});

test("what is said to be replaced names a record that is there", () => {
  const numbers = new Set(records.map(({ number }) => number));
  const named = index.split("\n").flatMap((line) => {
    const replaced = /^\| \d+ \|.*\| ([^|]*) \|$/.exec(line)?.[1] ?? "";
    return [...replaced.matchAll(/\b\d+\b/g)].map(Number);
  });
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((number) => !numbers.has(number))).toEqual([]);
});
