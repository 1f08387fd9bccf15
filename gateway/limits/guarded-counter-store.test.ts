import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CountersUnavailable } from "../platform/http/counters-unavailable";
import type { ChainLimit, CounterStore, ReserveRequest } from "./counter-store";
import { createGuardedCounterStore, type GuardedCounterStore } from "./guarded-counter-store";
import { createMemoryCounterStore } from "./memory/memory-counter-store";

// By the global timer, which a test can hold.
vi.mock("node:timers/promises", () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

const clock = { nowMs: 1_750_000_000_000, now: () => clock.nowMs };
let ids = 0;
let isAway = false;
let isEmptied = false;
let rebuilds = 0;
/** Reservations that the shared counters choke on, for no reason of being away. */
const poisonous = new Set<string>();
let backend: CounterStore;
let stores: GuardedCounterStore[];

beforeEach(() => {
  [isAway, isEmptied, rebuilds, stores] = [false, false, 0, []];
  backend = createMemoryCounterStore(clock);
});
afterEach(async () => {
  for (const store of stores) await store.close();
});

/** Shared counters that can be away or emptied. */
function shared() {
  const reach = async <Result>(call: () => Result | Promise<Result>): Promise<Result> => {
    if (isAway) throw new CountersUnavailable("unreachable");
    if (isEmptied) throw new CountersUnavailable("emptied");
    return call();
  };
  return {
    reserve: (request: ReserveRequest) => reach(() => backend.reserve(request)),
    settle: (...args: Parameters<CounterStore["settle"]>) =>
      reach(async () => {
        if (poisonous.has(args[0].request.reservationId)) throw new Error("ERR a script's mistake");
        return backend.settle(...args);
      }),
    release: (...args: Parameters<CounterStore["release"]>) =>
      reach(() => backend.release(...args)),
    readDay: (...args: Parameters<CounterStore["readDay"]>) =>
      reach(() => backend.readDay(...args)),
    readChain: (...args: Parameters<CounterStore["readChain"]>) =>
      reach(() => backend.readChain(...args)),
    openReservations: () => reach(() => backend.openReservations()),
    probe: () => reach(() => backend.probe()),
    async rebuild() {
      if (isAway) throw new CountersUnavailable("unreachable");
      rebuilds++;
      isEmptied = false;
    },
    async isPrimed() {
      if (isAway) throw new CountersUnavailable("unreachable");
      return !isEmptied;
    },
    renew: async () => {},
    close: async () => {},
  };
}

async function* noEntries() {}

async function open(whenDown: "closed" | "local", replicas = 1): Promise<GuardedCounterStore> {
  const log = pino({ level: "silent" });
  const options = { shared: shared(), whenDown, replicas, clock, log, entries: noEntries };
  const store = createGuardedCounterStore(options);
  stores.push(store);
  await store.ready;
  return store;
}

function request(threshold: number, tokens = 1): ReserveRequest {
  const limit: ChainLimit = {
    counterGroupId: "g",
    sourceGroupId: "g",
    slug: "a/b",
    kind: "rate",
    type: "REQUEST",
    unit: "MINUTE",
    threshold,
  };
  return {
    reservationId: `r${ids++}`,
    rootGroupId: "g",
    slug: "a/b",
    chain: [limit],
    tokens,
    tokensMin: tokens,
    meteredGroupIds: ["g"],
  };
}

/** How many of `attempts` are admitted; what is admitted is settled. */
async function admitted(store: CounterStore, threshold: number, attempts: number) {
  let count = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const result = await store.reserve(request(threshold));
    if (!result.admitted) continue;
    count++;
    await store.settle(result.reservation, 1);
  }
  return count;
}

const isBack = (store: GuardedCounterStore) => expect.poll(() => store.mode()).toBe("redis");

describe("while Redis is away", () => {
  it("closed: nothing is admitted, and everything is again once it is back", async () => {
    const store = await open("closed");
    expect(await admitted(store, 10, 4)).toBe(4);
    isAway = true;
    await expect(store.reserve(request(10))).rejects.toThrow(CountersUnavailable);
    expect(store.mode()).toBe("closed");
    isAway = false;
    await isBack(store);
    expect(await admitted(store, 10, 20)).toBe(6);
  });

  it("case 13: Redis is asked for every 100 ms, so that decisions go on soon after its return", async () => {
    const store = await open("closed");
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      isAway = true;
      await expect(store.reserve(request(10))).rejects.toThrow(CountersUnavailable);
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(store.mode()).toBe("closed");
      isAway = false;
      await vi.advanceTimersByTimeAsync(100);
      expect(store.mode()).toBe("redis");
    } finally {
      vi.useRealTimers();
    }
  });

  it("closed: what was under way is settled when it is back", async () => {
    const store = await open("closed");
    const result = await store.reserve({ ...request(10, 500), tokensMin: 500 });
    if (!result.admitted) throw new Error("not admitted");
    isAway = true;
    await expect(store.reserve(request(10))).rejects.toThrow();
    await store.settle(result.reservation, 40);
    isAway = false;
    await isBack(store);
    expect(await store.readDay([{ groupId: "g", slug: "a/b" }], "g")).toEqual([
      { groupId: "g", slug: "a/b", requests: 1, tokens: 40 },
    ]);
    expect(await store.openReservations()).toBe(0);
  });

  it("local: replicas together never admit more than the threshold, whatever was used before", async () => {
    for (const used of [0, 1, 50, 99, 100]) {
      backend = createMemoryCounterStore(clock);
      const [a, b, c] = [await open("local", 3), await open("local", 3), await open("local", 3)];
      expect(await admitted(a, 100, used)).toBe(used);
      // Each has heard of it with its last answer before the outage.
      const last = await Promise.all([a, b, c].map((store) => admitted(store, 100, 1)));
      const before = used + last.reduce((sum, one) => sum + one, 0);
      isAway = true;
      let meanwhile = 0;
      for (const store of [a, b, c]) meanwhile += await admitted(store, 100, 100);
      expect(before + meanwhile).toBeLessThanOrEqual(100);
      if (before < 90) expect(meanwhile).toBeGreaterThan((100 - before) * 0.8 - 3);
      isAway = false;
      await Promise.all([a, b, c].map(isBack));
      // Told of all of it: only what is left goes through.
      expect(before + meanwhile + (await admitted(a, 100, 200))).toBe(100);
    }
  });

  it("local: a request that goes on over the return is settled where it belongs", async () => {
    const store = await open("local");
    await admitted(store, 10, 1);
    isAway = true;
    const result = await store.reserve({ ...request(10, 100), tokensMin: 100 });
    if (!result.admitted) throw new Error("not admitted");
    isAway = false;
    await isBack(store);
    expect(await store.openReservations()).toBe(1);
    await store.settle(result.reservation, 30);
    expect(await store.openReservations()).toBe(0);
    expect(await store.readDay([{ groupId: "g", slug: "a/b" }], "g")).toEqual([
      { groupId: "g", slug: "a/b", requests: 2, tokens: 31 },
    ]);
  });

  it("one reservation that can't be told does not keep Redis away for all", async () => {
    const store = await open("closed");
    const results = await Promise.all([1, 2].map(() => store.reserve(request(10))));
    const reservations = results.flatMap((each) => (each.admitted ? each.reservation : []));
    isAway = true;
    await expect(store.reserve(request(10))).rejects.toThrow();
    const [first] = reservations;
    if (!first) throw new Error("not admitted");
    poisonous.add(first.request.reservationId);
    for (const reservation of reservations) await store.settle(reservation, 1);
    isAway = false;
    await isBack(store);
    // The other one was told; this one ends by expiring.
    expect(await store.openReservations()).toBe(1);
  });

  it("states are unknown, not zero", async () => {
    const store = await open("closed");
    isAway = true;
    expect(await store.readChain(request(10).chain, "g")).toEqual([]);
    await expect(store.readDay([], "g")).rejects.toThrow(CountersUnavailable);
  });
});

it("an emptied Redis is rebuilt from the ledger before anything is admitted", async () => {
  const store = await open("closed");
  isEmptied = true;
  await expect(store.reserve(request(10))).rejects.toThrow(CountersUnavailable);
  await isBack(store);
  expect(rebuilds).toBe(1);
});
