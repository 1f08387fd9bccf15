import { describe, expect, it } from "vitest";
import { readConfig } from "./config";

const complete = {
  DATABASE_URL: "postgres://user:password@127.0.0.1:5432/headgate",
  GATEWAY_API_KEY: "hgm_0123456789abcdef",
  HEADGATE_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
};

describe("readConfig", () => {
  it("has a default for everything that is not a secret or the database", () => {
    expect(readConfig(complete, "1.2.3")).toMatchObject({
      version: "1.2.3",
      host: "127.0.0.1",
      port: 4000,
      redis: null,
      limitsWhenRedisIsDown: "closed",
      allowInsecureUpstreams: false,
      allowedCidrs: [],
      trustedProxies: [],
      eventRetentionDays: null,
      defaultWorkspace: { slugPrefixes: ["acme"], registrationPublicKey: null },
    });
  });

  it("takes an empty variable for an unset one", () => {
    expect(readConfig({ ...complete, GATEWAY_PORT: "", REDIS_URL: " " }, "1").port).toBe(4000);
  });

  it("keeps events for the days it is told, a week at least", () => {
    const read = (days: string) =>
      readConfig({ ...complete, GATEWAY_EVENT_RETENTION_DAYS: days }, "1").eventRetentionDays;
    expect(read("7")).toBe(7);
    expect(read("400")).toBe(400);
    expect(() => read("6")).toThrow(
      "GATEWAY_EVENT_RETENTION_DAYS must be a whole number of days from 7 (calls of the last week can be looked up and pulled) to 36500, e.g. GATEWAY_EVENT_RETENTION_DAYS=400",
    );
  });

  it("case 38: waits for upstreams as long as it is told", () => {
    expect(readConfig(complete, "1").limits).toMatchObject({
      upstreamFirstByteMs: 600_000,
      upstreamIdleMs: 120_000,
    });
    const read = (first: string, idle: string) =>
      readConfig(
        {
          ...complete,
          GATEWAY_FIRST_BYTE_TIMEOUT_SECONDS: first,
          GATEWAY_IDLE_TIMEOUT_SECONDS: idle,
        },
        "1",
      ).limits;
    expect(read("1", "86400")).toMatchObject({
      upstreamFirstByteMs: 1_000,
      upstreamIdleMs: 86_400_000,
    });
    for (const wrong of ["0", "1.5", "86401", "10s", "-1"]) {
      expect(() => read(wrong, "1")).toThrow(
        "GATEWAY_FIRST_BYTE_TIMEOUT_SECONDS must be a whole number of seconds from 1 to 86400, e.g. GATEWAY_FIRST_BYTE_TIMEOUT_SECONDS=600",
      );
      expect(() => read("1", wrong)).toThrow("GATEWAY_IDLE_TIMEOUT_SECONDS must be");
    }
  });

  it("reads lists, and single addresses as ranges", () => {
    const config = readConfig(
      {
        ...complete,
        GATEWAY_SLUG_PREFIXES: "acme, acme-eu",
        TRUSTED_PROXIES: "10.1.2.3,fd00::/8",
        REDIS_URL: "redis://a:1,redis://b:2",
        GATEWAY_CORS_ORIGINS: "https://App.example.com/, http://localhost:3000",
      },
      "1",
    );
    expect(config.corsOrigins).toEqual(["https://app.example.com", "http://localhost:3000"]);
    expect(config.defaultWorkspace.slugPrefixes).toEqual(["acme", "acme-eu"]);
    expect(config.trustedProxies).toEqual(["10.1.2.3/32", "fd00::/8"]);
    expect(config.redis?.nodes).toEqual([
      { host: "a", port: 1 },
      { host: "b", port: 2 },
    ]);
  });

  it.each([
    ["GATEWAY_PORT", "0"],
    ["GATEWAY_PORT", "65536"],
    ["GATEWAY_PORT", "4e3"],
    ["GATEWAY_HOST", "http://127.0.0.1"],
    ["DATABASE_POOL_MAX", "9"],
    ["DATABASE_POOL_MAX", "1001"],
    ["DATABASE_POOL_MAX", "20.5"],
    ["DATABASE_DIRECT_URL", "db.internal"],
    ["DATABASE_URL", "mysql://127.0.0.1/headgate"],
    ["REDIS_URL", "127.0.0.2:7777"],
    ["GATEWAY_ALLOW_INSECURE_UPSTREAMS", "yes"],
    ["GATEWAY_ALLOWED_CIDRS", "10.0.0.0/33"],
    ["GATEWAY_ALLOWED_CIDRS", "10.0.0.0/8,,"],
    ["TRUSTED_PROXIES", "everyone"],
    ["GATEWAY_CORS_ORIGINS", "other.example.net"],
    ["GATEWAY_CORS_ORIGINS", "https://app.example.com/path"],
    ["GATEWAY_CORS_ORIGINS", "https://*.example.com"],
    ["GATEWAY_SLUG_PREFIXES", "acme/glm"],
    ["GATEWAY_REGISTRATION_PUBLIC_KEY", "c2hvcnQ="],
    ["HEADGATE_ENCRYPTION_KEY", "c2hvcnQ="],
    ["GATEWAY_API_KEY", "too-short"],
    ["GATEWAY_API_KEY", "has a space in it, so it can't be sent"],
    ["GATEWAY_UPSTREAM_OPENAI", "upstream.internal"],
    ["GATEWAY_LIMITS_WHEN_REDIS_IS_DOWN", "open"],
    ["GATEWAY_REPLICAS", "0"],
    ["GATEWAY_EVENT_RETENTION_DAYS", "0"],
    ["GATEWAY_EVENT_RETENTION_DAYS", "6"],
    ["GATEWAY_EVENT_RETENTION_DAYS", "7.5"],
    ["GATEWAY_EVENT_RETENTION_DAYS", "36501"],
    ["GATEWAY_EVENT_RETENTION_DAYS", "forever"],
  ])(
    "refuses %s=%s in one line with the name, the rule and an example, not the value",
    (name, value) => {
      const read = () => readConfig({ ...complete, [name]: value }, "1");
      expect(read).toThrow(new RegExp(`^${name} must be [^\\n]+, e\\.g\\. ${name}=[^\\n]+$`));
      if (value.length > 8) expect(read).not.toThrow(value);
    },
  );

  it.each(["DATABASE_URL", "GATEWAY_API_KEY", "HEADGATE_ENCRYPTION_KEY"])("needs %s", (name) => {
    expect(() => readConfig({ ...complete, [name]: undefined }, "1")).toThrow(
      `${name} must be set`,
    );
  });

  it("wants the webhook's URL and secret together", () => {
    expect(() =>
      readConfig({ ...complete, GATEWAY_WEBHOOK_URL: "https://billing.example.com" }, "1"),
    ).toThrow("must be set together");
  });
});
