import { describe, expect, test } from "vitest";
import { parseEnv } from "./env";

const needed = { DATABASE_URL: "postgres://x", GATEWAY_API_KEY: "k", NEXTAUTH_SECRET: "s" };

describe("parseEnv", () => {
  test("defaults to the local quickstart", () => {
    expect(parseEnv(needed)).toMatchObject({
      gatewayApiUrl: "http://127.0.0.1:4000",
      gatewayInferenceUrl: "http://127.0.0.1:4000/v1",
      canonicalOrigin: "http://127.0.0.1:3000",
      oidc: null,
    });
  });

  test("knows the hosted service's inference address", () => {
    const hosted = parseEnv({ ...needed, GATEWAY_API_URL: "https://api.baseten.co/" });
    expect(hosted.gatewayInferenceUrl).toBe("https://inference.baseten.co/v1");
  });

  test("names a variable that is missing or malformed", () => {
    expect(() => parseEnv({})).toThrow(/DATABASE_URL/);
    expect(() => parseEnv({ ...needed, NEXTAUTH_URL: "headgate" })).toThrow(/NEXTAUTH_URL/);
  });

  test("refuses half of a single sign-on", () => {
    expect(() => parseEnv({ ...needed, OIDC_ISSUER: "https://id.example" })).toThrow(/OIDC/);
  });
});
