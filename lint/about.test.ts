import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { doors } from "./rooms";

const root = fileURLToPath(new URL("../", import.meta.url)).replace(/\/$/, "");
const furnished = [
  ...doors.map((door) => `gateway/${door}`),
  ...["components/limits", "components/groups", "scripts", "e2e"],
];

const tracked = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\0")
  .filter((file) => existsSync(join(root, file)));

/** Records keep the words of their time, and the paths; their links hold. */
const isRecord = (file: string) => file.startsWith("docs/decisions/0");
const pages = tracked.filter((file) => file.endsWith(".md"));

/** Folders of the project, and ends that only its files have. */
const ours = /^(?:app|bench|components|docs|e2e|gateway|lib|lint|scripts)\//;
const isFileName = /^[\w.()[\]/-]+\.(?:ts|tsx|mjs|sql|md|grit)$/;
/** Names for a kind of file: `x.routes.ts`, `x.test.ts`. */
const isPattern = /^(?:.*\/)?x[.-]|^page\.tsx$|[*<>{}…]/;

/** Every file or folder that a page names, as it is meant: beside the page, or from the root. */
function findMissing(page: string, text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "");
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, words = ""]) => words.split(" "));
  const named = quoted.filter((word) => ours.test(word) || isFileName.test(word));
  const linked = [...prose.matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
  const beside = (name: string) => existsSync(join(root, dirname(page), name));
  const exists = (name: string) =>
    beside(name) ||
    existsSync(join(root, name)) ||
    // A name alone may be any file's of that name.
    (!name.includes("/") && tracked.some((file) => basename(file) === name));
  return [
    ...(isRecord(page) ? [] : named.filter((word) => !isPattern.test(word) && !exists(word))),
    ...linked.filter((target) => !beside(target)),
  ].map((name) => `${page}: ${name}`);
}

test("every door of the gateway and every furnished folder says what happens in it", () => {
  expect(furnished.filter((folder) => !tracked.includes(posix.join(folder, "ABOUT.md")))).toEqual(
    [],
  );
});

test("every file that a page names is there, and every link leads somewhere", () => {
  expect(pages.length).toBeGreaterThan(90);
  const missing = pages.flatMap((page) =>
    findMissing(page, readFileSync(join(root, page), "utf8")),
  );
  expect(missing).toEqual([]);
});

test.each([
  ["a file that was moved", "see `gateway/db/migrate.ts`", "gateway/db/migrate.ts"],
  ["a file beside the page", "see `gone.ts` of this room", "gone.ts"],
  ["a folder", "lies in `components/gone/`", "components/gone/"],
  ["a link", "see [operations](operation.md)", "operation.md"],
  ["a link to a part of a page", "see [operations](operation.md#backups)", "operation.md"],
  ["a command", "`npx vitest run gateway/gone/`", "gateway/gone/"],
])("the check sees %s that is not there", (_, text, name) => {
  expect(findMissing("docs/operations.md", text)).toEqual([`docs/operations.md: ${name}`]);
});
