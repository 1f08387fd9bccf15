import { describe, expect, test } from "vitest";
import { z } from "zod";
import { toDetails } from "./leaves/to-details";
import { moment, text } from "./text";

const name = text(1, 3);
const findMessages = (value: unknown) =>
  toDetails(z.object({ name }).safeParse({ name: value }).error?.issues ?? []).map(
    ({ message }) => message,
  );

describe("text", () => {
  test("counts code points: three emoji are three characters", () => {
    expect(name.parse("🚀🚀🚀")).toBe("🚀🚀🚀");
    expect(findMessages("🚀🚀🚀🚀")).toEqual(["name must have at most 3 characters"]);
  });

  test("says once, in plain words, which rule was broken", () => {
    expect(findMessages(undefined)).toEqual(["name is required"]);
    expect(findMessages(null)).toEqual(["name must be a string"]);
    expect(findMessages("")).toEqual(["name must not be empty"]);
  });

  test("is what PostgreSQL can hold: no NUL, no lone surrogate", () => {
    for (const value of ["\u0000", "a\u0000", "\ud800", "\udc00\ud800"]) {
      expect(findMessages(value)).toEqual(["name must be valid text without NUL characters"]);
    }
  });
});

describe("a moment", () => {
  test.each([
    ...["2026-01-31T08:00:00Z", "2024-02-29T00:00:00Z", "2026-12-31T23:59:59.999Z"],
    ...["2026-01-31t08:00:00z", "2026-01-31T08:00Z", "2026-01-31T08:00:00+05:30"],
  ])("may be %s", (value) => {
    expect(moment.safeParse(value).success).toBe(true);
  });

  test.each([
    ...["2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-04-31T00:00:00Z"],
    ...["2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z"],
    ...["2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31", "2026-01-31T08:00:00"],
    ...["2026-01-31T08:00:00 Z", "1769846400", "", "2026-01-31T08:00:00Z\n"],
  ])("is not %j, which would be another one or none", (value) => {
    expect(moment.safeParse(value).success).toBe(false);
  });
});
