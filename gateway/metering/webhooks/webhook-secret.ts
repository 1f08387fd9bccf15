import { randomBytes } from "node:crypto";
import type { SecretCipher } from "../../management/secrets/secret-cipher";

/** 256 random bits. Its UTF-8 bytes, prefix included, are the HMAC key. */
export function generateWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64url")}`;
}

export function encryptWebhookSecret(
  cipher: SecretCipher,
  workspaceId: string,
  secret: string,
): Buffer {
  return cipher.encrypt(secret, associatedData(workspaceId));
}

export function decryptWebhookSecret(
  cipher: SecretCipher,
  workspaceId: string,
  encrypted: Buffer,
): string {
  return cipher.decrypt(encrypted, associatedData(workspaceId));
}

/** Undefined where the key of secrets at rest, or a byte of it, is not what it was. */
export function readableSecret(
  cipher: SecretCipher,
  workspaceId: string,
  encrypted: Buffer,
): string | undefined {
  try {
    return decryptWebhookSecret(cipher, workspaceId, encrypted);
  } catch {
    return undefined;
  }
}

/** Bound to the workspace: copied to another's row it does not decrypt. */
const associatedData = (workspaceId: string) => `webhook ${workspaceId}`;
