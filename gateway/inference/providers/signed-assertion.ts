import { createSign } from "node:crypto";
import { z } from "zod";
import { parseJson } from "../../contracts/leaves/json";
import { InferenceError } from "../errors/inference-error";

const serviceAccount = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  token_uri: z.string().optional(),
});

const scope = "https://www.googleapis.com/auth/cloud-platform";
const assertionSeconds = 3_600;

/**
 * What a service account asks for a token with; `secret` is its JSON key. Source: RFC 7523.
 * @throws InferenceError 502
 */
export function signedAssertion(secret: string, audience: string, nowSeconds: number): string {
  const account = serviceAccount.safeParse(parseJson(secret));
  if (!account.success) throw badSecret();
  const { client_email, private_key, private_key_id } = account.data;
  const header = { alg: "RS256", typ: "JWT", ...(private_key_id && { kid: private_key_id }) };
  const claims = {
    iss: client_email,
    scope,
    aud: audience,
    iat: nowSeconds,
    exp: nowSeconds + assertionSeconds,
  };
  const unsigned = `${encode(header)}.${encode(claims)}`;
  try {
    return `${unsigned}.${createSign("RSA-SHA256").update(unsigned).sign(private_key, "base64url")}`;
  } catch {
    // The cause could quote the key.
    throw badSecret();
  }
}

function badSecret(): InferenceError {
  return new InferenceError(
    502,
    "upstream_secret_invalid",
    "The secret of this VERTEX endpoint must be a service account's JSON key.",
  );
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
