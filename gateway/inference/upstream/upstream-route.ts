import type { GatewayConfig } from "../../config";
import type { Target } from "../../contracts/endpoint";
import type { EndpointRoute } from "../caller/caller-store";

/** Where an endpoint's upstream is; known as soon as the endpoint is. */
export interface UpstreamAddress {
  origin: string;
  /** From the first slash on; the dialect adds the rest. */
  basePath: string;
}

/** An endpoint as requests find it. */
export interface UpstreamRoute extends EndpointRoute {
  address: UpstreamAddress;
}

/** Source: gateway API, "Upstream addresses". */
export function toUpstreamRoute(
  { upstreamOrigins }: Pick<GatewayConfig, "upstreamOrigins">,
  { workspaceId, slug, target }: EndpointRoute,
): UpstreamRoute {
  const base = toBaseUrl(upstreamOrigins, target);
  const pathStart = base.indexOf("/", base.indexOf("//") + 2);
  const address = { origin: base.slice(0, pathStart), basePath: base.slice(pathStart) };
  return { workspaceId, slug, target, address };
}

function toBaseUrl(origins: GatewayConfig["upstreamOrigins"], target: Target): string {
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
      const origin = toVertexOrigin(origins.VERTEX, location);
      return `${origin}/v1/projects/${project_id}/locations/${location}/endpoints/openapi`;
    }
    default:
      return target.provider satisfies never;
  }
}

/** Google's multi-regions have hosts of another form than its regions have. */
const multiRegionOrigins: ReadonlyMap<string, string> = new Map(
  ["us", "eu"].map((region) => [
    `https://${region}-aiplatform.googleapis.com`,
    `https://aiplatform.${region}.rep.googleapis.com`,
  ]),
);

/** The global location has a host without a prefix. */
function toVertexOrigin(origin: string, location: string): string {
  const pattern = location === "global" ? origin.replace("{location}-", "") : origin;
  const named = pattern.replaceAll("{location}", location).replace(/\/+$/, "");
  return multiRegionOrigins.get(named) ?? named;
}

function withV1(address: string): string {
  const trimmed = address.replace(/\/+$/, "");
  return trimmed.endsWith("/v1") ? trimmed : `${trimmed}/v1`;
}
