import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entropyBitsPerCharacter, mintKeyBody, registerKeyBody } from "./key";

const isAccepted = (key: unknown) => registerKeyBody.safeParse({ key }).success;

describe("entropy per character", () => {
  test("is 0 for one character repeated, and log2 of n for n equally frequent ones", () => {
    expect(entropyBitsPerCharacter("aaaa")).toBe(0);
    expect(entropyBitsPerCharacter("abab")).toBe(1);
    expect(entropyBitsPerCharacter("abcdefgh".repeat(4))).toBe(3);
  });

  test("does not depend on the order of the characters", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (key) => {
        const reversed = Array.from(key).reverse().join("");
        expect(entropyBitsPerCharacter(reversed)).toBeCloseTo(entropyBitsPerCharacter(key), 9);
      }),
    );
  });
});

describe("a key to register", () => {
  test("has 32 to 128 characters", () => {
    const alphabet = "abcdefghijklmnopqrstuvwxyz012345";
    expect(isAccepted(alphabet)).toBe(true);
    expect(isAccepted(alphabet.slice(1))).toBe(false);
    expect(isAccepted(alphabet.repeat(4))).toBe(true);
    expect(isAccepted(`${alphabet.repeat(4)}x`)).toBe(false);
  });

  test("has at least 3.0 bits of entropy per character: exactly 3.0 is enough", () => {
    expect(isAccepted("abcdefgh".repeat(4))).toBe(true);
    expect(isAccepted(`${"abcdefgh".repeat(4)}a`)).toBe(false);
    expect(isAccepted("abcdefg".repeat(5))).toBe(false);
  });

  test("fits in a header as it is: visible ASCII only", () => {
    const good = "Zq8vWxYz7Lm3Np5Rt9uBcDeFgHj-_.~!";
    expect(isAccepted(good)).toBe(true);
    for (const bad of [" ", "\t", "\n", "é", "\u0000", "\ud800"]) {
      expect(isAccepted(good + bad)).toBe(false);
    }
  });
});

describe("the body that mints a key", () => {
  test("may be absent, null or empty, and its name null", () => {
    for (const body of [undefined, null, {}, { name: null }, { name: "" }, { other: 1 }]) {
      expect(mintKeyBody.safeParse(body).success).toBe(true);
    }
    for (const body of ["", 5, [], { name: 5 }, { name: "x".repeat(256) }]) {
      expect(mintKeyBody.safeParse(body).success).toBe(false);
    }
  });
});
