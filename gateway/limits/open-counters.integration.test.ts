import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdLock, processLocks } from "../platform/db/hold-lock";
import { createTestClock } from "../testing/test-clock";
import { createTestConfig } from "../testing/test-config";
import { createTestDatabase, type TestDatabase } from "../testing/test-database";
import { openCounters } from "./open-counters";
import { readRedisSettings } from "./redis-settings";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** Stands for a gateway that runs on the database already. */
async function beside(isShared: boolean) {
  const options = { url: database.url, key: processLocks.counterOwner, patienceMs: 0 };
  const lock = await holdLock({ ...options, isShared, onLost: () => {} });
  if (!lock) throw new Error("the lock of a new database is free");
  return lock;
}

const open = (redisUrl: string | null) =>
  openCounters({
    config: createTestConfig(database.url, {
      redis: redisUrl ? readRedisSettings({ REDIS_URL: redisUrl }) : null,
    }),
    clock: createTestClock(),
    log: pino({ level: "silent" }),
    entries: async function* () {},
    onLost: () => {},
  });

test("a gateway without REDIS_URL beside ones that count in Redis is told to set it", async () => {
  const other = await beside(true);
  await expect(open(null)).rejects.toThrow(/^REDIS_URL must be set, to the Redis of the other/);
  await other.release();
});

test("a gateway without REDIS_URL beside one like it is told that sharing needs it", async () => {
  const other = await beside(false);
  await expect(open(null)).rejects.toThrow(/^REDIS_URL must be set .* counts in memory runs on it/);
  await other.release();
});

test("a gateway with REDIS_URL is told that the other one lacks it", async () => {
  const other = await beside(false);
  await expect(open("redis://127.0.0.1:1")).rejects.toThrow(
    /^REDIS_URL must be set for every gateway .* counts in memory runs on it: stop it/,
  );
  await other.release();
});
