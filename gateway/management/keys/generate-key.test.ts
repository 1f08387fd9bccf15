import { describe, expect, test } from "vitest";
import { entropyBitsPerCharacter } from "../../contracts/key";
import { generateKey } from "./generate-key";

describe("a minted key", () => {
  test("has a prefix of exactly 16 characters and 190 bits behind the dot", () => {
    for (let round = 0; round < 100; round += 1) {
      expect(generateKey()).toMatch(/^sky_[0-9A-Za-z]{12}\.[0-9A-Za-z]{32}$/);
    }
  });

  test("uses every letter and digit alike, and never repeats", () => {
    const keys = Array.from({ length: 3_000 }, generateKey);
    expect(new Set(keys).size).toBe(keys.length);
    const secrets = keys.map((key) => key.slice(17)).join("");
    expect(new Set(secrets).size).toBe(62);
    expect(entropyBitsPerCharacter(secrets)).toBeGreaterThan(Math.log2(62) - 0.01);
  });
});
