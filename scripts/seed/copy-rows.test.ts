import { expect, test } from "vitest";
import { copyText } from "./copy-rows";

test("what would end a column, a row or the null mark is escaped", () => {
  expect(copyText("a\tb\nc\rd\\N")).toBe("a\\tb\\nc\\rd\\\\N");
  expect(copyText(null)).toBe("\\N");
  expect(copyText("")).toBe("");
});

test("arrays keep quotes, commas, braces and backslashes apart", () => {
  expect(copyText(["a", 'b"c', "d,{e}", "f\\g"])).toBe('{"a","b\\\\"c","d,{e}","f\\\\\\\\g"}');
});

test("bytes, dates, numbers and flags are PostgreSQL's text forms", () => {
  expect(copyText(Buffer.from([0, 255]))).toBe("\\\\x00ff");
  expect(copyText(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  expect(copyText(12)).toBe("12");
  expect(copyText(false)).toBe("false");
});
