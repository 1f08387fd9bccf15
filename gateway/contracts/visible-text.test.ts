import { describe, expect, test } from "vitest";
import { visibleText, withoutControls } from "./visible-text";

describe("case 94: what came from outside", () => {
  test.each([
    ["an escape sequence", "a\u001b[2Jb", "a\\u001b[2Jb"],
    ["a C1 control sequence", "a\u009b2Jb", "a\\u009b2Jb"],
    ["a carriage return", "a\rb", "a\\u000db"],
    ["a backspace, a bell, a NUL", "\b\u0007\u0000", "\\u0008\\u0007\\u0000"],
    ["delete", "\u007f", "\\u007f"],
    ["turned direction", "a\u202egnp.exe\u2066", "a\\u202egnp.exe\\u2066"],
    ["marks of direction", "\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"],
    ["separators of lines", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
    ["what has no width", "a\u200bb\ufeffc", "a\\u200bb\\ufeffc"],
    ["half a character", "a\ud800b\udc00", "a\\ud800b\\udc00"],
  ])("case 94: is written so that %s is seen and does nothing", (_, text, seen) => {
    expect(withoutControls(text)).toBe(seen);
    expect(visibleText(text, 100)).toBe(seen);
  });

  test("case 94: keeps what people write", () => {
    const text = "Müller, 東京, 😀, עברית, “quoted” – and\ttabs";
    expect(withoutControls(text)).toBe(text);
  });

  test("case 94: stays on its line, and ends", () => {
    expect(visibleText("a\nb\tc", 100)).toBe("a\\nb\\tc");
    expect(visibleText("x".repeat(1_000), 10)).toBe(`${"x".repeat(10)}…`);
  });
});
