import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, plainCell } from "./csv";

test("cells with commas, quotes, line ends or spaces at their ends are quoted", () => {
  expect(csvLine(["a", "b,c", 'say "hi"', "two\nlines", " padded", ""])).toBe(
    'a,"b,c","say ""hi""","two\nlines"," padded",\r\n',
  );
});

test.each([
  ...["=1+1", "+1", "-1", "@sum", " =1", "\t=1", "\r=1", "\tx", "'=1", "''=1", "' =1"],
  ...["＝1", "＋1", "－1", "＠sum", "\u3000＝1", "'＝1"],
])("case 63: %j is no formula, and is read back as it was", (value) => {
  const line = csvLine([value]);
  expect(line.replace(/^"/, "")).toMatch(/^'/);
  expect(read(line)).toEqual([value]);
});

test.each(["'", "''", "'x", "x=1", "O'Brien", "'90s", "a\tb", "1;2"])(
  "case 63: %j keeps what it has, and is read back as it was",
  (value) => {
    expect(csvLine([value])).not.toMatch(/^"?''(?!$|'|\r)/);
    expect(read(csvLine([value]))).toEqual([value]);
  },
);

test("case 63: whatever is written is read back as it was", () => {
  const unit = fc.constantFrom(..."'=+-@＝﹢ \t\r\n\",;xé".split(""));
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 2 }), (cells) => {
      expect(read(csvLine(cells))).toEqual(cells);
    }),
  );
});

function read(line: string): string[] {
  const rows: string[][] = parse(line, { record_delimiter: "\r\n" });
  return (rows[0] ?? []).map(plainCell);
}
