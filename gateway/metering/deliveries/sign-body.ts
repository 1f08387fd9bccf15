import { createHmac } from "node:crypto";

/**
 * `X-Baseten-Signature`: the hex HMAC-SHA256 of the raw body by each secret that is in force;
 * during a rotation's overlap that is two. Source: gateway API, "Billing events".
 */
export function signBody(body: Buffer, secrets: readonly string[]): string {
  return secrets
    .map((secret) => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`)
    .join(",");
}
