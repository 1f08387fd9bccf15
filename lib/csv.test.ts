import { expect, test } from "vitest";
import { csvLine } from "./csv";

test("cells with commas, quotes, line ends or spaces at their ends are quoted", () => {
  expect(csvLine(["a", "b,c", 'say "hi"', "two\nlines", " padded", ""])).toBe(
    'a,"b,c","say ""hi""","two\nlines"," padded",\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@sum", " =1", "\t=1", "\r=1"])("%j is no formula", (value) => {
  expect(csvLine([value]).replace(/^"/, "")).toMatch(/^'/);
});
