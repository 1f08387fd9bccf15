import { describe, expect, test } from "vitest";
import { findVerifiedEmail } from "./oidc-provider";

describe("findVerifiedEmail", () => {
  test("takes an address that the provider confirmed, in one form", () => {
    expect(findVerifiedEmail({ sub: "1", email: " Ana@X.io ", email_verified: true })).toBe(
      "ana@x.io",
    );
    expect(findVerifiedEmail({ sub: "1", email: "a@x.io", email_verified: "true" })).toBe("a@x.io");
  });

  test.each([
    { sub: "1", email: "a@x.io" },
    { sub: "1", email: "a@x.io", email_verified: false },
    { sub: "1", email: "a@x.io", email_verified: "false" },
    { sub: "1", email_verified: true },
    { email: "a@x.io", email_verified: true },
    undefined,
  ])("takes nothing of %j", (profile) => {
    expect(findVerifiedEmail(profile)).toBeNull();
  });
});
