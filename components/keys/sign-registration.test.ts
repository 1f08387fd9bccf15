import { generateKeyPairSync, verify } from "node:crypto";
import { expect, test } from "vitest";
import { SigningError, signRegistration } from "./sign-registration";

const body = '{"key":"é\\n 7Qm2xV9tR4bN8cKd3Fh6Jp1LwZyGsE0a","name":"prod"}';

test("signs the exact bytes, so that the public key on file verifies them", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const signature = Buffer.from(await signRegistration(body, `Bag attributes\r\n${pem}`), "base64");
  expect(signature).toHaveLength(64);
  expect(verify(null, Buffer.from(body), publicKey, signature)).toBe(true);
  expect(verify(null, Buffer.from(`${body}\n`), publicKey, signature)).toBe(false);
});

test.each([
  ["another kind of key", () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey],
])("%s is refused in plain words", async (_name, make) => {
  const pem = make().export({ type: "pkcs8", format: "pem" }).toString();
  await expect(signRegistration(body, pem)).rejects.toThrow("not an Ed25519 private key");
});

test.each([
  ["ssh-ed25519 AAAA", /BEGIN PRIVATE KEY/],
  [
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
    /passphrase/,
  ],
  ["-----BEGIN PRIVATE KEY-----\nA===A\n-----END PRIVATE KEY-----", /damaged|not an Ed25519/],
])("a file that holds no usable key says why: %s", async (pem, reason) => {
  const refused = signRegistration(body, pem);
  await expect(refused).rejects.toBeInstanceOf(SigningError);
  await expect(refused).rejects.toThrow(reason);
});
