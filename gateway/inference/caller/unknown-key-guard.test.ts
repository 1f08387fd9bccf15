import { expect, test } from "vitest";
import { createUnknownKeyGuard, unknownKeysFree, unknownKeysPerSecond } from "./unknown-key-guard";

const isUnknown = (found: string | null) => found === null;

function createGuard(options: { waitingMax?: number } = {}) {
  const time = { now: 0 };
  const guard = createUnknownKeyGuard({ nowMs: () => time.now, ...options });
  const counts = { underWay: 0, most: 0, looked: 0 };
  const ends: (() => void)[] = [];
  const look = (address: string, found: string | null = null) =>
    guard.lookUp(
      address,
      async () => {
        counts.looked++;
        counts.most = Math.max(counts.most, ++counts.underWay);
        await new Promise<void>((resolve) => ends.push(resolve));
        counts.underWay--;
        return found;
      },
      isUnknown,
    );
  /** Ends look-ups for as long as there are any. */
  const endAll = async () => {
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { time, look, endAll, counts };
}

test("look-ups of unknown keys are few at a time, whatever comes at once", async () => {
  const { look, endAll, counts } = createGuard();
  const looking = Array.from({ length: 100 }, (_, at) => look(`10.0.0.${at}`));
  await endAll();
  expect(await Promise.all(looking)).toHaveLength(100);
  expect(counts).toMatchObject({ looked: 100, most: 2 });
});

test("an address that guesses has its look-ups a second and no more; another one has its own", async () => {
  const { time, look, endAll, counts } = createGuard();
  const outcomes = { looked: 0, refused: 0 };
  const guess = (count: number) =>
    Array.from({ length: count }, () =>
      look("10.0.0.1").then(
        () => outcomes.looked++,
        (error) => {
          expect(error).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
          outcomes.refused++;
        },
      ),
    );
  const first = guess(unknownKeysFree + 500);
  await endAll();
  await Promise.all(first);
  expect(outcomes).toEqual({ looked: unknownKeysFree, refused: 500 });
  for (let second = 1; second <= 3; second++) {
    time.now = second * 1_000;
    const more = guess(1_000);
    await endAll();
    await Promise.all(more);
    expect(outcomes.looked).toBe(unknownKeysFree + second * unknownKeysPerSecond);
  }
  const other = look("10.0.0.2", "a key");
  await endAll();
  expect(await other).toBe("a key");
  expect(counts.most).toBe(2);
});

test("keys that exist cost their address nothing", async () => {
  const { look, endAll } = createGuard();
  for (let at = 0; at < unknownKeysFree * 2; at++) {
    const looking = look("10.0.0.1", "a key");
    await endAll();
    expect(await looking).toBe("a key");
  }
});

test("no more wait than memory is given for, and a look-up that fails gives its place back", async () => {
  const { look, endAll } = createGuard({ waitingMax: 1 });
  const [first, second, third] = [look("a"), look("b"), look("c")];
  await expect(look("d")).rejects.toMatchObject({ code: "too_many_unknown_keys" });
  await endAll();
  expect(await Promise.all([first, second, third])).toEqual([null, null, null]);

  const guard = createUnknownKeyGuard({ nowMs: () => 0, atOnce: 1 });
  const fail = () => guard.lookUp("a", () => Promise.reject(new Error("down")), isUnknown);
  for (let at = 0; at < 3; at++) await expect(fail()).rejects.toThrow("down");
});
