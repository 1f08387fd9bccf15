import { createPublicKey, verify } from "node:crypto";

/** 64 bytes in canonical base64. */
const base64Signature = /^[A-Za-z0-9+/]{85}[AQgw]==$/;

/**
 * Whether `signature` (base64) is the Ed25519 signature (RFC 8032) of exactly these bytes by the
 * owner of `publicKey` (32 raw bytes). Whatever is malformed is simply no signature.
 */
export function isSignedBy(
  publicKey: Buffer,
  bytes: Buffer,
  signature: string | undefined,
): boolean {
  if (!signature || !base64Signature.test(signature)) return false;
  const key = createPublicKey({
    format: "jwk",
    key: { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") },
  });
  return verify(null, bytes, key, Buffer.from(signature, "base64"));
}
