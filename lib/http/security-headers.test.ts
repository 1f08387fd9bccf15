import { describe, expect, test } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "./security-headers";

describe("contentSecurityPolicy", () => {
  const policy = contentSecurityPolicy("abc", false);

  test("lets scripts run by nonce only", () => {
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).not.toContain("unsafe-eval");
  });

  test.each([
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ])("says %s", (directive) => {
    expect(policy.split("; ")).toContain(directive);
  });
});

test("promises https only where it is https", () => {
  expect(securityHeaders(true)).toHaveProperty("strict-transport-security");
  expect(securityHeaders(false)).not.toHaveProperty("strict-transport-security");
});
