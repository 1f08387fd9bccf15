import { describe, expect, test } from "vitest";
import { checkSameOrigin } from "./same-origin";

const own = "https://headgate.example.com";
const passes = (headers: Record<string, string>) => checkSameOrigin(new Headers(headers), own).ok;

describe("checkSameOrigin", () => {
  test("passes our own pages", () => {
    expect(passes({ origin: own, "next-action": "abc" })).toBe(true);
    expect(passes({ "sec-fetch-site": "same-origin" })).toBe(true);
  });

  test.each([
    "https://evil.example",
    "http://headgate.example.com",
    "https://headgate.example.com:8443",
    "null",
  ])("refuses the origin %s", (origin) => {
    expect(passes({ origin, "next-action": "abc" })).toBe(false);
  });

  test("refuses a read that another site caused", () => {
    expect(passes({ "sec-fetch-site": "cross-site" })).toBe(false);
    expect(passes({ "sec-fetch-site": "same-site" })).toBe(false);
  });

  test("refuses a server action that does not say where it comes from", () => {
    expect(passes({ "next-action": "abc" })).toBe(false);
    expect(passes({ "next-action": "abc", "sec-fetch-site": "same-origin" })).toBe(false);
  });
});
