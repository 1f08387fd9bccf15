import type { Target } from "../contracts/endpoint";
import { workspaceBasetenSecretName } from "../contracts/secret";
import type { Deps } from "../deps";
import type { CallerCaches } from "./caller-caches";
import type { EndpointRoute } from "./caller-store";
import { InferenceError } from "./inference-error";

/** Where and as whom a chat completion is sent. Holds a secret: never logged. */
export interface UpstreamTarget {
  origin: string;
  /** With the query, from the first slash on. */
  path: string;
  authorization: string;
  /** null = the slug itself is what the upstream calls the model. */
  targetModel: string | null;
  /** A customer of the gateway named the address, so it is checked at every connection. */
  isGuarded: boolean;
}

/** Source: gateway API, "Upstream addresses". @throws InferenceError 501, 502 */
export async function upstreamTargetOf(
  { config }: Pick<Deps, "config">,
  caches: Pick<CallerCaches, "secret">,
  route: EndpointRoute,
): Promise<UpstreamTarget> {
  const { target, workspaceId } = route;
  const base = baseUrlOf(config.upstreamOrigins, target);
  const secretId = target.secret_id ?? null;
  const secret = await caches.secret(workspaceId, secretId);
  if (secret === undefined) {
    const name = secretId ?? workspaceBasetenSecretName;
    throw new InferenceError(
      502,
      "upstream_secret_missing",
      `The endpoint of ${route.slug} needs the secret ${name}, which does not exist.`,
    );
  }
  const scheme = target.provider.startsWith("BASETEN") ? "Api-Key" : "Bearer";
  const pathStart = base.indexOf("/", base.indexOf("//") + 2);
  return {
    origin: base.slice(0, pathStart),
    path: `${base.slice(pathStart)}/chat/completions`,
    authorization: `${scheme} ${secret}`,
    targetModel: target.target_model ?? null,
    isGuarded: target.provider === "OPENAI_COMPATIBLE",
  };
}

function baseUrlOf(origins: Deps["config"]["upstreamOrigins"], target: Target): string {
  switch (target.provider) {
    case "BASETEN": {
      const environment = target.environment_name ?? "production";
      const origin = origins.BASETEN.replaceAll("{model_id}", target.model_id ?? "")
        .replaceAll("{environment}", environment)
        .replace(/\/+$/, "");
      return `${origin}/environments/${environment}/sync/v1`;
    }
    case "BASETEN_MODEL_API":
      return withV1(origins.BASETEN_MODEL_API);
    case "OPENAI":
      return withV1(origins.OPENAI);
    case "OPENAI_COMPATIBLE":
      return withV1(target.base_url ?? "");
    case "ANTHROPIC":
    case "VERTEX":
      throw new InferenceError(
        501,
        "not_implemented",
        `${target.provider} endpoints are not yet callable on this server.`,
      );
    default:
      return target.provider satisfies never;
  }
}

function withV1(address: string): string {
  const trimmed = address.replace(/\/+$/, "");
  return trimmed.endsWith("/v1") ? trimmed : `${trimmed}/v1`;
}
