import { expect, test } from "vitest";
import { printTable } from "./print-table";

test("case 94: a name in a table can't draw on the terminal, nor begin a row", () => {
  const lines: string[] = [];
  printTable(
    [
      ["NAME", "ID"],
      ["a\u001b[31m\nroot", "wsp_1"],
      ["x".repeat(5_000), "wsp_2"],
    ],
    (line) => lines.push(line),
  );
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^a\\u001b\[31m\\nroot +wsp_1$/);
  expect(lines[2]?.length).toBeLessThan(250);
});
