import { expect, test } from "vitest";
import { ExpiringCache } from "./expiring-cache";

function createCache(load: (key: string) => Promise<number>, entriesMax = 10) {
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
  const { cache } = createCache(async () => ++loads);
  expect(await Promise.all([cache.get("a"), cache.get("a"), cache.get("a")])).toEqual([1, 1, 1]);
  expect(cache.get("a")).toBe(1);
});

test("a value read before a change and arriving after it is not kept", async () => {
  let value = 1;
  let arrive = () => {};
  const { cache } = createCache((_key) => {
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
  const { cache, time } = createCache(async () => ++loads);
  await cache.get("a");
  time.now = 99;
  expect(cache.get("a")).toBe(1);
  time.maxAge = 50;
  expect(await cache.get("a")).toBe(2);
});

test("a failed load is not kept, and memory is bounded", async () => {
  let fails = true;
  let loads = 0;
  const { cache } = createCache(async () => {
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

test("what was read longest ago goes first, however early it was loaded", async () => {
  const loaded: string[] = [];
  const { cache } = createCache(async (key) => loaded.push(key), 3);
  for (const key of ["a", "b", "c"]) await cache.get(key);
  cache.get("a");
  await cache.get("d");
  expect([..."acd"].map((key) => cache.fresh(key))).toEqual([1, 3, 4]);
  expect(cache.fresh("b")).toBeUndefined();
});

test("what is not there pushes out nothing that is", async () => {
  const cache = new ExpiringCache<string, number[]>({
    load: async (key) => (key === "real" ? [1] : []),
    isAbsent: (rows) => rows.length === 0,
    ...{ entriesMax: 2, absentMax: 3, maxAgeMs: () => 100, nowMs: () => 0 },
  });
  await cache.get("real");
  for (let at = 0; at < 50; at++) await cache.get(`random ${at}`);
  expect(cache.fresh("real")).toEqual([1]);
  expect(cache.fresh("random 49")).toEqual([]);
  expect(cache.size).toBe(4);
});

test("after a reset nothing is trusted, and what there was is still known", async () => {
  let loads = 0;
  const { cache } = createCache(async () => ++loads);
  await cache.get("a");
  cache.clear();
  expect(cache.fresh("a")).toBeUndefined();
  expect(cache.knows("a")).toBe(true);
  expect(await cache.get("a")).toBe(2);
});
