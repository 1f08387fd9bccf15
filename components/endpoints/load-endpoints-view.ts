import "server-only";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Secret } from "@/gateway/contracts/secret";
import type { Capabilities } from "@/gateway/contracts/workspace";
import type { Member } from "@/lib/auth/auth";
import { env } from "@/lib/env";
import { gatewayConnection, offers } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import type { DanglingSlug, EndpointsView } from "./endpoints-view";

const pageSize = 1000;
const pagesMax = 50;

/**
 * Endpoints, secrets and dangling slugs for the page. Only the endpoints must answer: what else a
 * server does not tell comes back as null. FORBIDDEN for members who manage one subtree.
 */
export async function loadEndpointsView(member: Member): Promise<Result<EndpointsView>> {
  if (member.subtreeGroupId !== null) {
    return fail(
      "FORBIDDEN",
      "Endpoints belong to the whole workspace; you manage one group of it.",
    );
  }
  const connection = await gatewayConnection();
  if (connection.state === "failed") return { ok: false, error: connection.error };
  const { capabilities } = connection;
  const [endpoints, secrets, dangling] = await Promise.all([
    readEveryEndpoint(member, capabilities),
    readSecrets(member),
    readDangling(member, capabilities),
  ]);
  if (!endpoints.ok) return endpoints;
  return ok({
    endpoints: endpoints.data,
    secrets,
    dangling,
    slugPrefixes: capabilities?.workspace.slug_prefixes ?? [],
    isHosted: capabilities === null,
    canTest: offers(capabilities, "endpoint_test"),
    hasBasePaths: offers(capabilities, "endpoint_base_path"),
    demoBaseUrl: capabilities === null ? null : env().demoUpstreamUrl,
  });
}

async function readEveryEndpoint(
  member: Member,
  capabilities: Capabilities | null,
): Promise<Result<Endpoint[]>> {
  const include = offers(capabilities, "endpoint_group_counts") ? "group_count" : undefined;
  const endpoints: Endpoint[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await callGateway(operations.listEndpoints, {
      query: { limit: pageSize, cursor, include },
      member,
    });
    if (!page.ok) return page;
    endpoints.push(...page.data.items);
    cursor = page.data.pagination.cursor ?? undefined;
    if (!page.data.pagination.has_more || cursor === undefined) return ok(endpoints);
  }
  return fail("TOO_MANY", `More than ${pageSize * pagesMax} endpoints: too many for one page`);
}

async function readSecrets(member: Member): Promise<Secret[] | null> {
  const answer = await callGateway(operations.listSecrets, { member });
  return answer.ok ? answer.data.secrets : null;
}

async function readDangling(
  member: Member,
  capabilities: Capabilities | null,
): Promise<DanglingSlug[] | null> {
  if (!offers(capabilities, "dangling_slugs")) return null;
  const answer = await callGateway(operations.listDanglingSlugs, { member });
  return answer.ok ? answer.data.items : null;
}
