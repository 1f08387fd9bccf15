import { expect, test } from "vitest";
import { ExpiringCache } from "./expiring-cache";

function cacheOf(load: (key: string) => Promise<number>, entriesMax = 10) {
  const time = { now: 0, maxAge: 100 };
  const cache = new ExpiringCache({
    load,
    entriesMax,
    maxAgeMs: () => time.maxAge,
    nowMs: () => time.now,
  });
  return { cache, time };
}

test("simultaneous readers share one load; a kept value comes without one", async () => {
  let loads = 0;
  const { cache } = cacheOf(async () => ++loads);
  expect(await Promise.all([cache.get("a"), cache.get("a"), cache.get("a")])).toEqual([1, 1, 1]);
  expect(cache.get("a")).toBe(1);
});

test("a value read before a change and arriving after it is not kept", async () => {
  let value = 1;
  let arrive = () => {};
  const { cache } = cacheOf((_key) => {
    const read = value;
    return new Promise((resolve) => {
      arrive = () => resolve(read);
    });
  });
  const early = cache.get("a");
  value = 2;
  const arriveEarly = arrive;
  cache.forget("a");
  const late = cache.get("a");
  arriveEarly();
  expect(await early).toBe(1);
  arrive();
  expect(await late).toBe(2);
  expect(cache.get("a")).toBe(2);
});

test("an entry older than what is allowed at the moment of reading is loaded again", async () => {
  let loads = 0;
  const { cache, time } = cacheOf(async () => ++loads);
  await cache.get("a");
  time.now = 99;
  expect(cache.get("a")).toBe(1);
  time.maxAge = 50;
  expect(await cache.get("a")).toBe(2);
});

test("a failed load is not kept, and memory is bounded", async () => {
  let fails = true;
  let loads = 0;
  const { cache } = cacheOf(async () => {
    loads++;
    if (fails) throw new Error("down");
    return loads;
  }, 2);
  await expect(cache.get("a")).rejects.toThrow("down");
  fails = false;
  expect(await cache.get("a")).toBe(2);
  await cache.get("b");
  await cache.get("c");
  expect(await cache.get("a")).toBe(5);
});
