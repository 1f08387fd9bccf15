import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url)).replace(/\/$/, "");
const folders = ["app", "components", "lib", "gateway", "scripts", "bench", "e2e", "lint"];
const isTest = /\.(test|spec|contract|exactness)\.tsx?$|^(gateway\/(testing|simulation)|e2e)\//;

/** A reader sees at a glance what a folder holds, and what a file does. */
const filesMax = 25;
const filesMaxOf: Record<string, number> = { "gateway/contracts": 30, "components/ui": 30 };
const linesMax = { production: 200, test: 400 };

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name))
    .filter((file) => !file.startsWith("lint/fixtures/")),
);

test("no folder holds more production files than a reader takes in", () => {
  const counts = new Map<string, number>();
  for (const file of files.filter((name) => !isTest.test(name))) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  expect(counts.size).toBeGreaterThan(50);
  const full = [...counts].filter(([folder, count]) => count > (filesMaxOf[folder] ?? filesMax));
  expect(full).toEqual([]);
});

test("no file is longer than 200 lines, no test than 400", () => {
  const long = files.flatMap((file) => {
    const lines = readFileSync(join(root, file), "utf8").split("\n").length - 1;
    return lines > (isTest.test(file) ? linesMax.test : linesMax.production)
      ? [`${file}: ${lines}`]
      : [];
  });
  expect(long).toEqual([]);
});
