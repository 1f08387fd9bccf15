import { afterEach, expect, test, vi } from "vitest";
import { createWatch, type Watch, type Watched } from "./watch";

afterEach(() => void vi.useRealTimers());

class Waiting implements Watched {
  place = -1;
  looks = 0;
  ends: Waiting[] = [];
  private readonly watch: Watch;

  constructor(watch: Watch) {
    this.watch = watch;
    watch.add(this);
  }

  look(): void {
    this.looks++;
    for (const one of this.ends) this.watch.delete(one);
  }
}

function begin(count: number) {
  vi.useFakeTimers();
  const watch = createWatch(100);
  const all = Array.from({ length: count }, () => new Waiting(watch));
  const looks = () => all.map((one) => one.looks);
  return { watch, all, looks };
}

test("all that wait are looked at, whatever was deleted in between, some twice", () => {
  const { watch, all, looks } = begin(6);
  for (const gone of [2, 0, 5, 2]) if (all[gone]) watch.delete(all[gone]);
  vi.advanceTimersByTime(100);
  expect(looks()).toEqual([0, 1, 0, 1, 1, 0]);
  watch.close();
});

test.each([
  ["itself", 3, [3]],
  ["one before it", 3, [1]],
  ["one after it", 3, [5]],
  ["itself and others", 3, [3, 1, 5]],
  ["all", 3, [0, 1, 2, 3, 4, 5]],
])("a look that ends %s leaves nobody out who still waits", (_whom, looker, ended) => {
  const { watch, all, looks } = begin(6);
  const one = all[looker];
  if (one) one.ends = all.filter((_, index) => ended.includes(index));
  vi.advanceTimersByTime(100);
  vi.advanceTimersByTime(100);
  for (const [index, count] of looks().entries()) {
    if (!ended.includes(index)) expect(count).toBeGreaterThanOrEqual(2);
    else expect(count).toBeLessThanOrEqual(1);
  }
  watch.close();
});

test("nothing is looked at while nobody waits, and again once somebody does", () => {
  const { watch, all, looks } = begin(1);
  if (all[0]) watch.delete(all[0]);
  vi.advanceTimersByTime(200);
  expect(vi.getTimerCount()).toBe(0);
  if (all[0]) watch.add(all[0]);
  vi.advanceTimersByTime(100);
  expect(looks()).toEqual([1]);
  watch.close();
});
