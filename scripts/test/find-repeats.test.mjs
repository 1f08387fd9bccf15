import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findRepeats, listProductionFiles } from "./find-repeats.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("no ten lines of production code stand there twice", async () => {
  const paths = listProductionFiles(root);
  expect(paths.length).toBeGreaterThan(500);
  expect(await findRepeats(root, paths)).toEqual([]);
});

describe("a repeat", () => {
  let copy;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "headgate-repeats-"));
    for (const folder of ["app", "components", "lib", "gateway", "scripts"]) {
      mkdirSync(join(copy, folder));
    }
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  const write = (path, text) => {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  };
  const find = () => findRepeats(copy, listProductionFiles(copy));
  const block = (lines, name = "total") =>
    Array.from({ length: lines }, (_, n) => `  ${name} += price(${n}) * pieces[${n}];\n`).join("");
  const own = (name, body) =>
    `export function ${name}(pieces) {\n  let ${name}Sum = 0;\n${body}}\n`;

  test.each([
    ["two files", { "lib/a.ts": own("a", block(12)), "gateway/x/b.ts": own("b", block(12)) }],
    [
      "kinds of files",
      { "lib/a.ts": own("a", block(12)), "components/b.tsx": own("b", block(12)) },
    ],
    ["one file", { "scripts/a.mjs": own("a", block(12)) + own("b", block(12)) }],
    [
      "another's comment",
      {
        "lib/a.ts": own("a", block(12)),
        "app/b.ts": own("b", `${block(6)}  // why\n${block(12).slice(block(6).length)}`),
      },
    ],
  ])("is found across %s", async (_what, files) => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    const repeats = await find();
    expect(repeats).toHaveLength(1);
    expect(repeats[0].lines).toBeGreaterThanOrEqual(10);
    expect(repeats[0].places).toHaveLength(2);
  });

  test.each([
    ["shorter than ten lines", { "lib/a.ts": own("a", block(7)), "lib/b.ts": own("b", block(7)) }],
    ["of other words", { "lib/a.ts": own("a", block(12)), "lib/b.ts": own("b", block(12, "sum")) }],
    ["in a test", { "lib/a.ts": own("a", block(12)), "lib/a.test.ts": own("b", block(12)) }],
    [
      "in what tests share",
      { "lib/a.ts": own("a", block(12)), "gateway/testing/b.ts": own("b", block(12)) },
    ],
  ])("is none that is %s", async (_what, files) => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    expect(await find()).toEqual([]);
  });
});
