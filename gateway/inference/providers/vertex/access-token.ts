import { createSign, hash } from "node:crypto";
import { type Dispatcher, request } from "undici";
import { z } from "zod";
import type { GatewayConfig } from "../../../config";
import { InferenceError } from "../../inference-error";

const serviceAccount = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  token_uri: z.string().optional(),
});
const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

const scope = "https://www.googleapis.com/auth/cloud-platform";
const publicTokenUrl = "https://oauth2.googleapis.com/token";
const assertionSeconds = 3_600;
/** Renewed this long before it ends. */
const marginMs = 120_000;
const requestMs = 10_000;
const keptMax = 1_000;

export interface AccessTokens {
  /** A token for the service account whose JSON key is `secret`. @throws InferenceError 502 */
  of(secret: string): Promise<string>;
}

export interface AccessTokenOptions {
  clock: { now(): number };
  dispatcher: Dispatcher;
  /** Replaces Google's, when the origin of Vertex itself was replaced. */
  tokenUrl?: string;
}

/** An operator who puts another server in the place of Vertex has it answer for tokens too. */
export function tokenUrlOf({ upstreamOrigins }: Pick<GatewayConfig, "upstreamOrigins">): {
  tokenUrl?: string;
} {
  const origin = upstreamOrigins.VERTEX.replaceAll("{location}", "token");
  if (new URL(origin).hostname.endsWith(".googleapis.com")) return {};
  return { tokenUrl: `${origin.replace(/\/+$/, "")}/token` };
}

/**
 * OAuth access tokens of service accounts, each asked for once and kept until shortly before its
 * end. The address is Google's, whatever `token_uri` says: a secret must not choose who gets a
 * signed assertion. Source: RFC 7523; Google, "Using OAuth 2.0 for Server to Server Applications".
 */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { clock, dispatcher, tokenUrl = publicTokenUrl } = options;
  const kept = new Map<string, { token: Promise<string>; endsAtMs: number }>();

  async function fetchToken(secret: string): Promise<{ token: string; endsAtMs: number }> {
    const nowMs = clock.now();
    const assertion = signedAssertion(secret, tokenUrl, Math.floor(nowMs / 1_000));
    const grant = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
    });
    const { statusCode, body } = await request(tokenUrl, {
      dispatcher,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: grant.toString(),
      signal: AbortSignal.timeout(requestMs),
    });
    const answer = tokenAnswer.safeParse(await body.json().catch(() => undefined));
    if (statusCode !== 200 || !answer.success) throw new Error(`token status ${statusCode}`);
    const { access_token: token, expires_in: seconds } = answer.data;
    return { token, endsAtMs: nowMs + seconds * 1_000 };
  }

  return {
    of(secret) {
      // By its hash: a key that was rotated away must not stay in memory.
      const name = hash("sha256", secret);
      const known = kept.get(name);
      if (known && clock.now() < known.endsAtMs - marginMs) return known.token;
      const fetched = fetchToken(secret);
      const entry = {
        token: fetched.then(({ token }) => token).catch(refused),
        endsAtMs: Number.POSITIVE_INFINITY,
      };
      if (kept.size >= keptMax) kept.clear();
      kept.set(name, entry);
      fetched.then(
        ({ endsAtMs }) => {
          entry.endsAtMs = endsAtMs;
        },
        () => kept.delete(name),
      );
      return entry.token;
    },
  };
}

function refused(cause: unknown): never {
  if (cause instanceof InferenceError) throw cause;
  throw new InferenceError(
    502,
    "upstream_unauthorized",
    "The model's provider gave this gateway no access token.",
    { cause },
  );
}

function signedAssertion(secret: string, audience: string, nowSeconds: number): string {
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
