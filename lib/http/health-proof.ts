import "server-only";
import { createHmac } from "node:crypto";
import { env } from "../env";

/** The answer to the supervisor's challenge, as gateway/platform/process/health-proof.ts checks it. */
export function healthProof(challenge: string | null): Record<string, string> {
  const { healthSecret: secret } = env();
  if (secret === null || !/^[0-9a-f]{64}$/.test(challenge ?? "")) return {};
  const proof = createHmac("sha256", secret).update(`headgate health ${challenge}`).digest("hex");
  return { "x-headgate-proof": proof };
}
