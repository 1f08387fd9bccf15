import type { Endpoint } from "../../contracts/endpoint";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { countGroupsBySlug } from "./endpoint-store";

/** Extension `?include=group_count`: how many groups name each endpoint's slug. */
export async function withGroupCounts(
  deps: Pick<Deps, "db">,
  context: Pick<ManagementContext, "workspaceId">,
  endpoints: readonly Endpoint[],
): Promise<Endpoint[]> {
  const slugs = endpoints.map((endpoint) => endpoint.slug);
  const counts = await countGroupsBySlug(deps.db, context.workspaceId, slugs);
  return endpoints.map((endpoint) => ({
    ...endpoint,
    group_count: counts.get(endpoint.slug) ?? 0,
  }));
}
