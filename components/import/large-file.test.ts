import { expect, test } from "vitest";
import type { Group } from "@/gateway/contracts/group";
import { countReads } from "@/scripts/testing/count-reads";
import { changeLines } from "./describe-import";
import { fileBytesMax, fileLinesMax } from "./group-file";
import { groupsOfLines, parseGroupFile } from "./parse-group-file";
import { planImport } from "./plan-import";

const head = "external_id,slug,tokens_per_day";
const createLines = (count: number, line: (at: number) => string) =>
  [head, ...Array.from({ length: count }, (_, at) => line(at))].join("\n");

async function findProblems(text: string) {
  const parsed = await parseGroupFile(text);
  return parsed.ok ? [] : parsed.problems;
}

test("case 82: one group of 50,000 slugs in a file of 900 kB is refused at once", async () => {
  const text = createLines(50_000, (at) => `a,acme/m${at},`).slice(0, fileBytesMax);
  expect(await findProblems(text)).toEqual([
    { line: null, message: "The file has more than 20,000 lines: split it." },
  ]);
});

test("case 82: a group of a file has at most 500 models, said at the first too many", async () => {
  expect(await findProblems(createLines(500, (at) => `a,acme/m${at},`))).toEqual([]);
  const lines = createLines(19_000, (at) => (at < 10 ? `b,acme/m${at},` : `a,acme/m${at},5`));
  expect(await findProblems(lines)).toEqual([
    { line: 512, message: "a has 18,990 lines: a group has at most 500 models" },
  ]);
});

test("case 82: a file as large as is taken is read and planned in pieces: others get their turns", async () => {
  const text = createLines(
    fileLinesMax,
    (at) => `g${at % 1_000},acme/m${Math.floor(at / 1_000)},${at}`,
  );
  let turns = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
  })();
  const file = await parseGroupFile(text);
  if (!file.ok) throw new Error(file.problems[0]?.message);
  const read = turns;
  const rows = await planImport(file.groups, {
    groups: new Map<string, Group>(),
    canCreateRoots: true,
    top: null,
    servedSlugs: null,
  });
  isOver = true;
  await others;
  expect(rows.filter(({ outcome }) => outcome === "create")).toHaveLength(1_000);
  // Pieces of 16 KB, of 500 lines and of 20 groups.
  expect(read).toBeGreaterThan(text.length / 16_384 + fileLinesMax / 1_000);
  expect(turns - read).toBeGreaterThan(50);
});

test("case 82: lines of other files are held to the same", async () => {
  const lines = Array.from({ length: 502 }, (_, at) => ({
    line: at + 1,
    cells: { external_id: "a", slug: `acme/m${at}` },
  }));
  expect(await groupsOfLines(lines)).toMatchObject({ ok: false, problems: [{ line: 501 }] });
  expect(await groupsOfLines(lines.slice(0, 500))).toMatchObject({ ok: true });
});

test("case 82: the lines of a change read each model a few times, however many there are", () => {
  for (const count of [30, 300, 3_000]) {
    const [before, after] = [0, 5].map((threshold) =>
      countReads(
        Array.from({ length: count }, (_, at) => ({
          slug: `acme/m${at}`,
          rate_limits: [],
          usage_limits: [{ type: "TOKEN" as const, unit: "DAY" as const, threshold }],
        })),
      ),
    );
    if (!before || !after) throw new Error("no sets");
    const lines = changeLines(
      { name: null, models: before.items },
      { name: null, models: after.items },
      new Set(),
    );
    expect(lines).toHaveLength(count);
    expect(before.reads() + after.reads()).toBeLessThanOrEqual(count * 8);
  }
});
