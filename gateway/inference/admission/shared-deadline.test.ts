import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeadlineError } from "../../platform/process/within";
import { createSharedDeadline } from "./shared-deadline";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = () => new Promise<never>(() => {});

test("work that ends in time answers what it answers, failures included", async () => {
  const deadline = createSharedDeadline(1_000, "it");
  await expect(deadline.within(Promise.resolve(7))).resolves.toBe(7);
  await expect(deadline.within(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("each wait ends after its own time, at most a twentieth late", async () => {
  const deadline = createSharedDeadline(1_000, "it");
  const ends: number[] = [];
  const startMs = performance.now();
  const wait = () =>
    deadline.within(never()).catch((error: unknown) => {
      expect(error).toBeInstanceOf(DeadlineError);
      ends.push(performance.now() - startMs);
    });
  const first = wait();
  await vi.advanceTimersByTimeAsync(420);
  const second = wait();
  await vi.advanceTimersByTimeAsync(2_000);
  await Promise.all([first, second]);
  const [firstMs = 0, secondMs = 0] = ends;
  expect(firstMs).toBeGreaterThanOrEqual(1_000);
  expect(firstMs).toBeLessThanOrEqual(1_050);
  expect(secondMs).toBeGreaterThanOrEqual(1_420);
  expect(secondMs).toBeLessThanOrEqual(1_470);
});

test("nothing keeps a timer once nothing waits, and the next wait has one again", async () => {
  const deadline = createSharedDeadline(1_000, "it");
  await deadline.within(Promise.resolve());
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount()).toBe(0);
  const late = expect(deadline.within(never())).rejects.toThrow("it took more than 1000 ms");
  await vi.advanceTimersByTimeAsync(1_100);
  await late;
});
