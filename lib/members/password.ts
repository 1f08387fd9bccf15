// biome-ignore lint/plugin: the scripts that add the first admin run it in plain Node
import { hash, verify } from "@node-rs/argon2";
import { z } from "zod";
import { randomText } from "../../gateway/contracts/leaves/random-text";

// argon2id with OWASP's first choice (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Length is the rule (NIST SP 800-63B); the upper bound only stops abuse. */
export const password = z.string().min(8).max(256);

export function hashPassword(plain: string): Promise<string> {
  return hash(plain.normalize("NFKC"), cost);
}

// The hash of a value nobody knows: an unknown address costs the same time as a known one.
let dummyHash: Promise<string> | undefined;

/** `passwordHash` null (no such member, or single sign-on only) takes as long, and is false. */
export async function verifyPassword(passwordHash: string | null, plain: string): Promise<boolean> {
  // Made for whoever comes first, so that even that one can't be told apart.
  dummyHash ??= hashPassword(generatePassword());
  const compared = passwordHash ?? (await dummyHash);
  await dummyHash;
  return (await verify(compared, plain.normalize("NFKC"))) && passwordHash !== null;
}

// Without 0/O, 1/l/I: people read it from a terminal.
const alphabet = "23456789abcdefghijkmnpqrstuvwxyz";

/** 100 random bits in four readable groups. */
export function generatePassword(): string {
  return Array.from({ length: 4 }, () => randomText(5, alphabet)).join("-");
}
