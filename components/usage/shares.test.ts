import { expect, test } from "vitest";
import { shareText, toShares } from "./shares";

const sum = (shares: number[]) => shares.reduce((total, share) => total + share, 0);

test("shares are rounded to the tenth, and make 100% together", () => {
  expect(toShares([625, 375])).toEqual([625, 375]);
  expect(toShares([666, 333, 0])).toEqual([667, 333, 0]);
  expect(toShares([1, 1, 1])).toEqual([334, 333, 333]);
  expect(toShares([0, 0])).toEqual([0, 0]);
  expect(toShares([])).toEqual([]);
});

test("none is further from the truth than a tenth, and they always make 100%", () => {
  for (let size = 1; size < 60; size += 1) {
    const parts = Array.from({ length: size }, (_, index) => (index * 7_919 + size) % 1_009);
    const whole = sum(parts);
    const shares = toShares(parts);
    expect(sum(shares), `${size}`).toBe(1_000);
    shares.forEach((share, index) => {
      expect(Math.abs(share - ((parts[index] ?? 0) / whole) * 1_000)).toBeLessThan(1);
    });
  }
});

test("what is something is never 0%, and what is not all never 100%", () => {
  expect(shareText(625, 5, 8)).toBe("62.5%");
  expect(shareText(0, 1, 1e9)).toBe("<0.1%");
  expect(shareText(1_000, 1e9 - 1, 1e9)).toBe(">99.9%");
  expect(shareText(1_000, 8, 8)).toBe("100%");
  expect(shareText(0, 0, 8)).toBe("0%");
  expect(shareText(0, 0, 0)).toBe("0%");
});
