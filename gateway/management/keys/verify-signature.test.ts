import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSignedBy } from "./verify-signature";

// RFC 8032, section 7.1, TEST 2 and TEST 3.
const vectors = [
  {
    publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    bytes: "72",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  },
  {
    publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    bytes: "af82",
    signature:
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  },
];

describe("a registration's signature", () => {
  test("verifies RFC 8032's own examples against the raw public key", () => {
    for (const { publicKey, bytes, signature } of vectors) {
      const base64 = Buffer.from(signature, "hex").toString("base64");
      expect(isSignedBy(Buffer.from(publicKey, "hex"), Buffer.from(bytes, "hex"), base64)).toBe(
        true,
      );
    }
  });

  test("fails for any other bytes, and for any altered signature", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const bytes = Buffer.from('{"key":"…"}');
    const signature = sign(null, bytes, privateKey);
    expect(isSignedBy(raw, bytes, signature.toString("base64"))).toBe(true);
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const altered = Buffer.from(signature);
        altered[index] = (altered[index] ?? 0) ^ flip;
        expect(isSignedBy(raw, bytes, altered.toString("base64"))).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (other) => {
        fc.pre(!bytes.equals(other));
        expect(isSignedBy(raw, Buffer.from(other), signature.toString("base64"))).toBe(false);
      }),
    );
  });

  test("is no signature when it is anything but 64 bytes of base64, and never throws", () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.constant(undefined)), (signature) => {
        expect(isSignedBy(raw, Buffer.from("x"), signature)).toBe(false);
      }),
    );
  });
});
