import type { Target } from "../contracts/endpoint";
import { workspaceBasetenSecretName } from "../contracts/secret";
import type { Deps } from "../deps";
import type { CallerCaches } from "./caller-caches";
import type { EndpointRoute } from "./caller-store";
import { InferenceError } from "./inference-error";
import { anthropicDialect, type Dialect, openAiDialect } from "./providers/dialect";
import type { AccessTokens } from "./providers/vertex/access-token";

/** Where, as whom and in which protocol a request is sent. Holds a secret: never logged. */
export interface UpstreamTarget {
  origin: string;
  /** From the first slash on; the dialect adds the rest. */
  basePath: string;
  dialect: Dialect;
  /** What its headers carry: an API key, or an access token. */
  secret: string;
  /** null = the slug itself is what the upstream calls the model. */
  targetModel: string | null;
  /** A customer of the gateway named the address, so it is checked at every connection. */
  isGuarded: boolean;
}

const bearer = openAiDialect("Bearer");
const apiKey = openAiDialect("Api-Key");
const dialects: Record<Target["provider"], Dialect> = {
  BASETEN: apiKey,
  BASETEN_MODEL_API: apiKey,
  OPENAI: bearer,
  OPENAI_COMPATIBLE: bearer,
  VERTEX: bearer,
  ANTHROPIC: anthropicDialect,
};

/** Source: gateway API, "Upstream addresses". @throws InferenceError 502 */
export async function upstreamTargetOf(
  { config, accessTokens }: Pick<Deps, "config"> & { accessTokens: AccessTokens },
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
  const pathStart = base.indexOf("/", base.indexOf("//") + 2);
  return {
    origin: base.slice(0, pathStart),
    basePath: base.slice(pathStart),
    dialect: dialects[target.provider],
    secret: target.provider === "VERTEX" ? await accessTokens.of(secret) : secret,
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
      return withV1(origins.ANTHROPIC);
    case "VERTEX": {
      const { project_id, location } = target.vertex_config ?? { project_id: "", location: "" };
      const origin = vertexOriginOf(origins.VERTEX, location);
      return `${origin}/v1/projects/${project_id}/locations/${location}/endpoints/openapi`;
    }
    default:
      return target.provider satisfies never;
  }
}

/** The global location has a host without a prefix. */
function vertexOriginOf(origin: string, location: string): string {
  const named =
    location === "global"
      ? origin.replace("{location}-", "").replaceAll("{location}", location)
      : origin.replaceAll("{location}", location);
  return named.replace(/\/+$/, "");
}

function withV1(address: string): string {
  const trimmed = address.replace(/\/+$/, "");
  return trimmed.endsWith("/v1") ? trimmed : `${trimmed}/v1`;
}
