import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecretCipher } from "./secret-cipher";

const cipher = createSecretCipher(randomBytes(32));

describe("secret cipher", () => {
  it("gives back what it was given, whatever the characters", () => {
    for (const value of ["sk-live", "", "日本語 🔑\n", "x".repeat(65_536)]) {
      expect(cipher.decrypt(cipher.encrypt(value, "sec_1"), "sec_1")).toBe(value);
    }
  });

  it("never writes the same bytes twice, so equal values do not show", () => {
    const first = cipher.encrypt("same", "sec_1");
    expect(cipher.encrypt("same", "sec_1").equals(first)).toBe(false);
    expect(first.includes("same")).toBe(false);
  });

  it("refuses a value that was copied to another secret's row", () => {
    const value = cipher.encrypt("sk-live", "sec_1");
    expect(() => cipher.decrypt(value, "sec_2")).toThrow();
  });

  it("refuses a value with any byte changed, cut short, or of another key", () => {
    const value = cipher.encrypt("sk-live", "sec_1");
    for (let index = 0; index < value.length; index += 1) {
      const changed = Buffer.from(value);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => cipher.decrypt(changed, "sec_1"), `byte ${index}`).toThrow();
    }
    expect(() => cipher.decrypt(value.subarray(0, 20), "sec_1")).toThrow();
    expect(() => cipher.decrypt(Buffer.alloc(0), "sec_1")).toThrow();
    expect(() => createSecretCipher(randomBytes(32)).decrypt(value, "sec_1")).toThrow();
  });

  it("refuses a key that is not 256 bits", () => {
    expect(() => createSecretCipher(randomBytes(16))).toThrow("32 bytes");
  });
});
