import { describe, expect, test } from "vitest";
import { safeReturnPath, signInErrorMessage } from "./sign-in-error";

describe("safeReturnPath", () => {
  test.each(["/", "/groups/grp_1?tab=keys", "/settings?section=members"])("keeps %s", (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  test.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/x\\y",
    "/\tx",
    "/\n/evil.example",
    "javascript:alert(1)",
    "",
    null,
    "/sign-in?callbackUrl=/",
    "/api/auth/signout",
  ])("goes home instead of %j", (path) => {
    expect(safeReturnPath(path)).toBe("/");
  });
});

test("too many attempts: says in how many minutes to try again", () => {
  expect(signInErrorMessage("TooManyAttempts:61000", 0)).toBe(
    "Too many attempts. Try again in 2 minutes.",
  );
  expect(signInErrorMessage("TooManyAttempts:1000", 0)).toContain("in 1 minute.");
});

test("an unknown error is never shown as it came", () => {
  expect(signInErrorMessage("<img src=x>", 0)).not.toContain("<img");
});
