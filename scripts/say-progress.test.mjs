import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sayProgress } from "./say-progress.mjs";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("what takes long is said to go on, at least every 10 s, and no longer once it is done", async () => {
  const said = [];
  let finish = () => {};
  const work = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  const done = sayProgress("installing packages", work, (line) => said.push(line));
  for (let seconds = 10; seconds <= 40; seconds += 10) {
    const before = said.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said.length).toBeGreaterThan(before);
  }
  expect(said[0]).toBe("Still installing packages (8 s)…");
  finish("result");
  expect(await done).toBe("result");
  const before = said.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toHaveLength(before);
});

test("a failure ends it too, and is passed on; what is quick is not spoken of", async () => {
  const said = [];
  const fail = () => Promise.reject(new Error("no network"));
  await expect(sayProgress("installing", fail, (line) => said.push(line))).rejects.toThrow(
    "no network",
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([]);
});
