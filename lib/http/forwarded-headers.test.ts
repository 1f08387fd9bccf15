import { describe, expect, test } from "vitest";
import { parseTrustedProxies, sanitizeForwardedHeaders } from "./forwarded-headers";

function sanitized(headers: Record<string, string>, peer: string, trusted = "") {
  const result: Record<string, string | string[] | undefined> = { ...headers };
  sanitizeForwardedHeaders(result, peer, parseTrustedProxies(trusted));
  return result;
}

describe("sanitizeForwardedHeaders", () => {
  test("believes nothing of a stranger: the address is the peer's", () => {
    const headers = { "x-forwarded-for": "1.2.3.4", "x-forwarded-host": "evil.example" };
    expect(sanitized(headers, "203.0.113.9")).toEqual({ "x-forwarded-for": "203.0.113.9" });
  });

  test("takes the client's address and host from a trusted proxy", () => {
    const headers = { "x-forwarded-for": "198.51.100.7", "x-forwarded-host": "headgate.example" };
    expect(sanitized(headers, "10.0.0.2", "10.0.0.0/8")).toEqual(headers);
  });

  test("a client behind trusted proxies can't choose its own address", () => {
    const headers = { "x-forwarded-for": "1.1.1.1, 198.51.100.7, 10.0.0.3" };
    const result = sanitized(headers, "10.0.0.2", "10.0.0.0/8");
    expect(result["x-forwarded-for"]).toBe("198.51.100.7");
  });

  test("knows an IPv4 peer that comes as IPv6", () => {
    expect(sanitized({}, "::ffff:203.0.113.9")["x-forwarded-for"]).toBe("203.0.113.9");
  });

  test("stops at what is no address", () => {
    const headers = { "x-forwarded-for": "198.51.100.7, <script>" };
    expect(sanitized(headers, "10.0.0.2", "10.0.0.2")["x-forwarded-for"]).toBe("10.0.0.2");
  });
});

test("a malformed range names the variable", () => {
  expect(() => parseTrustedProxies("10.0.0.0/8,office")).toThrow(/TRUSTED_PROXIES.*office/);
});
