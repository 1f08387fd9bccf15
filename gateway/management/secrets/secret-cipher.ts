import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/**
 * Encrypts upstream secrets at rest. `associatedData` (the secret's id) is bound to the
 * ciphertext: a value copied to another row does not decrypt there.
 */
export interface SecretCipher {
  encrypt(plaintext: string, associatedData: string): Buffer;
  /** Throws when the key, the row or a byte of the ciphertext is not the original one. */
  decrypt(ciphertext: Buffer, associatedData: string): string;
}

const version = 1;
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + nonceBytes + tagBytes;

/** AES-256-GCM with a random 96-bit nonce. Layout: version (1), nonce (12), tag (16), ciphertext. */
export function createSecretCipher(key: Buffer): SecretCipher {
  if (key.length !== keyBytes) {
    throw new Error(`the encryption key must have ${keyBytes} bytes, not ${key.length}`);
  }
  return {
    encrypt(plaintext, associatedData) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(associatedData, "utf8"));
      const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
    },
    decrypt(ciphertext, associatedData) {
      if (ciphertext.length < headerBytes || ciphertext[0] !== version) {
        throw new Error("this is not a secret that this cipher wrote");
      }
      const nonce = ciphertext.subarray(1, 1 + nonceBytes);
      const tag = ciphertext.subarray(1 + nonceBytes, headerBytes);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(associatedData, "utf8"));
      decipher.setAuthTag(tag);
      const body = ciphertext.subarray(headerBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    },
  };
}
