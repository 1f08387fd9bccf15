import { hash } from "node:crypto";
import { type Dispatcher, request } from "undici";
import { z } from "zod";
import type { GatewayConfig } from "../../config";
import { InferenceError } from "../errors/inference-error";
import { KeptToken } from "./kept-token";
import { signedAssertion } from "./signed-assertion";

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

const publicTokenUrl = "https://oauth2.googleapis.com/token";
const requestMs = 10_000;
const keptMax = 1_000;

export interface AccessTokens {
  /** The token of the service account whose JSON key is `secret`. */
  of(secret: string): Pick<KeptToken, "token" | "another" | "rest">;
}

export interface AccessTokenOptions {
  clock: { now(): number };
  dispatcher: Dispatcher;
  /** Replaces Google's, when the origin of Vertex itself was replaced. */
  tokenUrl?: string;
}

/** An operator who puts another server in the place of Vertex has it answer for tokens too. */
export function toTokenUrl({ upstreamOrigins }: Pick<GatewayConfig, "upstreamOrigins">): {
  tokenUrl?: string;
} {
  const origin = upstreamOrigins.VERTEX.replaceAll("{location}", "token");
  if (new URL(origin).hostname.endsWith(".googleapis.com")) return {};
  return { tokenUrl: `${origin.replace(/\/+$/, "")}/token` };
}

/**
 * OAuth access tokens of service accounts. The address is Google's, whatever `token_uri` says: a
 * secret must not choose who gets a signed assertion. Asking throws InferenceError 502.
 * Source: RFC 7523; Google, "Using OAuth 2.0 for Server to Server Applications".
 */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { clock, dispatcher, tokenUrl = publicTokenUrl } = options;
  const kept = new Map<string, KeptToken>();

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
      if (known) return known;
      if (kept.size >= keptMax) kept.clear();
      const token = new KeptToken({ clock, fetch: () => fetchToken(secret).catch(refused) });
      kept.set(name, token);
      return token;
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
