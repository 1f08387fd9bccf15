import type { GatewayConfig } from "../../config";
import type { EndpointRoute } from "../caller/caller-store";
import { upstreamProviders } from "../providers/providers";

/** Where an endpoint's upstream is; known as soon as the endpoint is. */
export interface UpstreamAddress {
  origin: string;
  /** From the first slash on, or empty; the dialect adds the rest. */
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
  const { provider } = target;
  const base = upstreamProviders[provider].toBase(target, upstreamOrigins[provider]);
  const pathStart = base.indexOf("/", base.indexOf("//") + 2);
  const end = pathStart === -1 ? base.length : pathStart;
  const address = { origin: base.slice(0, end), basePath: base.slice(end) };
  return { workspaceId, slug, target, address };
}
