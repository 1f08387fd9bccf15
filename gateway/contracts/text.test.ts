import { describe, expect, test } from "vitest";
import { text } from "./text";

const name = text("name", 1, 3);
const messageOf = (value: unknown) => name.safeParse(value).error?.issues.map((i) => i.message);

describe("text", () => {
  test("counts code points: three emoji are three characters", () => {
    expect(name.parse("🚀🚀🚀")).toBe("🚀🚀🚀");
    expect(messageOf("🚀🚀🚀🚀")).toEqual(["name must have at most 3 characters"]);
  });

  test("says once, in plain words, which rule was broken", () => {
    expect(messageOf(undefined)).toEqual(["name is required"]);
    expect(messageOf(null)).toEqual(["name must be a string"]);
    expect(messageOf("")).toEqual(["name must not be empty"]);
  });

  test("is what PostgreSQL can hold: no NUL, no lone surrogate", () => {
    for (const value of ["\u0000", "a\u0000", "\ud800", "\udc00\ud800"]) {
      expect(messageOf(value)).toEqual(["name must be valid text without NUL characters"]);
    }
  });
});
