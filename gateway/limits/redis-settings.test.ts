import { expect, test } from "vitest";
import { readRedisSettings } from "./redis-settings";

test.each([
  ["redis://a", { nodes: [{ host: "a", port: 6_379 }], db: 0, tls: false }],
  [
    "rediss://:p%40ss@[::1]:7/3",
    { nodes: [{ host: "::1", port: 7 }], db: 3, tls: true, password: "p@ss" },
  ],
  ["redis://u:p@a:1, redis://u:p@b:2/", undefined],
])("case 77: REDIS_URL %s is read", (url, expected) => {
  const read = () => readRedisSettings({ REDIS_URL: url });
  if (expected) expect(read()).toEqual(expected);
  else expect(read).toThrow(/^REDIS_URL must have the same scheme/);
});

test.each([
  [{ REDIS_URL: "http://a" }, /^REDIS_URL must be a Redis URL .*e\.g\. REDIS_URL=/],
  [{ REDIS_URL: "redis://a/x" }, /^REDIS_URL must be a Redis URL/],
  [{ REDIS_URL: "redis://a?family=6" }, /^REDIS_URL must be a Redis URL/],
  [{ REDIS_URL: "redis://a:1/2,redis://b:1/2" }, /^REDIS_URL must name no database/],
  [{ REDIS_URL: "redis://:x@a,redis://:y@b" }, /^REDIS_URL must have the same/],
  [{ REDIS_SENTINEL_NAME: "m" }, /^REDIS_URL must be set where REDIS_SENTINEL_NAME is/],
  [{ REDIS_URL: "redis://a", REDIS_SENTINEL_NAME: "a b" }, /^REDIS_SENTINEL_NAME must be/],
  [{ REDIS_URL: "redis://a", REDIS_SENTINEL_PASSWORD: "p" }, /^REDIS_SENTINEL_NAME must be set/],
  [{ REDIS_URL: "rediss://a", REDIS_CA_FILE: "/nowhere.pem" }, /^REDIS_CA_FILE must be a file/],
  [{ REDIS_URL: "rediss://a", REDIS_CA_FILE: "package.json" }, /^REDIS_CA_FILE must be a file/],
])("case 77: %o ends the start with one line", (env, line) => {
  expect(() => readRedisSettings(env)).toThrow(line);
});

test("no message shows a password", () => {
  expect(() => readRedisSettings({ REDIS_URL: "redis://:hunter2@a?x" })).not.toThrow(/hunter2/);
});
