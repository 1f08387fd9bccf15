import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Whoever starts a process gives it a secret (HEADGATE_HEALTH_SECRET) and asks its health with a
 * challenge; only that process can answer with the proof. A stranger on its port can't, whatever
 * else it answers.
 */
export const challengeHeader = "x-headgate-challenge";
export const proofHeader = "x-headgate-proof";

export const newChallenge = () => randomBytes(32).toString("hex");

/** The proof for an answer's header; undefined where nobody gave a secret or nothing was asked. */
export function proveHealth(
  secret: string | null | undefined,
  challenge: unknown,
): string | undefined {
  if (!secret || typeof challenge !== "string" || !/^[0-9a-f]{64}$/.test(challenge))
    return undefined;
  return createHmac("sha256", secret).update(`headgate health ${challenge}`).digest("hex");
}

export function isProof(secret: string, challenge: string, proof: string | null): boolean {
  const wanted = Buffer.from(proveHealth(secret, challenge) ?? "");
  const given = Buffer.from(proof ?? "");
  return wanted.length > 0 && wanted.length === given.length && timingSafeEqual(wanted, given);
}
