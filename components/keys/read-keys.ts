import "server-only";
import { type ApiKey, apiKey, apiKeyPage } from "@/gateway/contracts/key";
import { callGateway } from "@/lib/gateway-client";
import { ok, type Result } from "@/lib/result";

export interface KeyPage {
  items: ApiKey[];
  /** null = the last page. */
  cursor: string | null;
}

const pageSize = 100;

/** Prefixes, names and, where the server tells, times. The caller has authorized the group. */
export async function readKeys(
  groupId: string,
  cursor: string | undefined,
): Promise<Result<KeyPage>> {
  const page = await callGateway({
    path: `/v1/gateway/groups/${encodeURIComponent(groupId)}/api_keys`,
    query: { limit: pageSize, cursor },
    answer: apiKeyPage,
  });
  if (!page.ok) return page;
  const { items, pagination } = page.data;
  return ok({ items, cursor: pagination.has_more ? pagination.cursor : null });
}

/** One key, by its prefix. The caller has authorized the group. NOT_FOUND once it is revoked. */
export async function readKey(groupId: string, prefix: string): Promise<Result<ApiKey>> {
  return callGateway({
    path: `/v1/gateway/groups/${encodeURIComponent(groupId)}/api_keys/${encodeURIComponent(prefix)}`,
    answer: apiKey,
  });
}
