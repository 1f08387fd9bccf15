import type { GatewayConfig } from "../../config";
import { workspaceBasetenSecretName } from "../../contracts/secret";
import type { CallerCaches } from "../caller/caller-caches";
import { InferenceError, neverRetried } from "../errors/inference-error";
import type { AccessTokens } from "../providers/access-token";
import type { Credential } from "../providers/credential";
import type { Dialect } from "../providers/dialect";
import { upstreamProviders } from "../providers/providers";
import type { RawHeaders } from "../request/raw-headers";
import type { UpstreamAddress, UpstreamRoute } from "./upstream-route";

/** Where, as whom and in which protocol a request is sent. Holds a secret: never logged. */
export interface UpstreamTarget {
  address: UpstreamAddress;
  dialect: Dialect;
  credential: Credential;
  /** What its headers carry: an API key, or an access token. */
  secret: string;
  /** Where the secret is a token: how to get another when it is refused. */
  token: ReturnType<AccessTokens["of"]> | null;
  /** null = the slug itself is what the upstream calls the model. */
  targetModel: string | null;
  /** A customer of the gateway named the address, so it is checked at every connection. */
  isGuarded: boolean;
}

/** What every request to an upstream says of itself. */
export function toUpstreamHeaders(
  credential: RawHeaders,
  { version }: Pick<GatewayConfig, "version">,
  accept: "application/json" | "text/event-stream",
): RawHeaders {
  return [
    ...credential,
    "content-type",
    "application/json",
    "accept",
    accept,
    "accept-encoding",
    "identity",
    "user-agent",
    `headgate/${version}`,
  ];
}

/** Whom to call for a route, and as whom. @throws InferenceError 502 */
export async function toUpstreamTarget(
  accessTokens: AccessTokens,
  caches: Pick<CallerCaches, "secret">,
  { target, workspaceId, slug, address }: UpstreamRoute,
): Promise<UpstreamTarget> {
  const secretId = target.secret_id ?? null;
  const secret = await caches.secret(workspaceId, secretId);
  if (secret === undefined) {
    const name = secretId ?? workspaceBasetenSecretName;
    throw new InferenceError(
      502,
      "upstream_secret_missing",
      `The endpoint of ${slug} needs the secret ${name}, which does not exist.`,
      { headers: neverRetried },
    );
  }
  const { dialect, credential, takesTokens } = upstreamProviders[target.provider];
  const token = takesTokens ? accessTokens.of(secret) : null;
  return {
    address,
    dialect,
    credential,
    secret: token ? await token.token() : secret,
    token,
    targetModel: target.target_model ?? null,
    isGuarded: Boolean(target.base_url),
  };
}
