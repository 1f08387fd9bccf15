import { expect, test } from "vitest";
import { contractStart } from "../contract-tests/counter-fixture";
import { describeCounterStore } from "../contract-tests/counter-store.contract";
import { createMemoryCounterStore } from "./memory-counter-store";

describeCounterStore(
  "the memory store",
  async () => {
    let now = contractStart;
    const store = createMemoryCounterStore({ now: () => now });
    const advance = async (ms: number) => {
      now += ms;
    };
    return { store, now: () => now, advance, live: advance, close: () => store.close() };
  },
  { isShared: false },
);

const limit = {
  counterGroupId: "grp_a",
  sourceGroupId: "grp_a",
  slug: "acme/model",
  kind: "rate",
  type: "REQUEST",
  unit: "SECOND",
  threshold: 100,
} as const;
let calls = 0;
const request = (groupId = "grp_a") => ({
  reservationId: `rsv_${calls++}`,
  rootGroupId: groupId,
  slug: limit.slug,
  chain: [{ ...limit, counterGroupId: groupId }],
  tokens: 1,
  tokensMin: 1,
  meteredGroupIds: [groupId],
});

test("a client that retries at once or paces itself gets at least 98% of its rate", async () => {
  for (const paceMs of [1, 10]) {
    let now = contractStart;
    const store = createMemoryCounterStore({ now: () => now });
    let admitted = 0;
    for (let at = 0; at < 30_000; at += paceMs) {
      now = contractStart + at;
      if ((await store.reserve(request())).admitted) admitted++;
    }
    expect(admitted).toBeGreaterThanOrEqual(30 * 100 * 0.98);
    expect(admitted).toBeLessThanOrEqual(30 * 100);
  }
});

test("a clock that is set back neither reopens a window nor freezes it", async () => {
  let now = contractStart;
  const store = createMemoryCounterStore({ now: () => now });
  for (let call = 0; call < 100; call++) await store.reserve(request());
  now -= 600_000;
  expect((await store.reserve(request())).admitted).toBe(false);
  now += 1_000;
  expect((await store.reserve(request())).admitted).toBe(true);
});

test("a clock that steps back over midnight gives nobody a fresh day", async () => {
  let now = Date.UTC(2026, 0, 16) + 5;
  const store = createMemoryCounterStore({ now: () => now });
  await store.reserve(request());
  now -= 10;
  await store.reserve(request());
  now += 10;
  expect(await store.readDay([{ groupId: "grp_a", slug: limit.slug }], "grp_a")).toMatchObject([
    { requests: 2 },
  ]);
});
