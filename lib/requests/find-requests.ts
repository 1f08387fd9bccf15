import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { RequestRecord } from "@/gateway/contracts/request";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import type { Member } from "../members/member";

export interface NamedRequest extends Pick<RequestRecord, "outcome" | "at"> {
  id: string;
  clientRequestId: string | null;
  slug: string;
  group: { id: string; name: string } | null;
}

export interface NamedRequests {
  requests: NamedRequest[];
  /** Older ones are not listed. */
  hasMore: boolean;
}

/** The newest requests that their caller named so, of groups that the member may see. */
export async function findRequests(
  reference: string,
  { subtreeGroupId }: Pick<Member, "subtreeGroupId">,
): Promise<Result<NamedRequests>> {
  const read = await callGateway(operations.findRequests, { query: { reference, limit: 50 } });
  if (!read.ok) return read;
  const { items, pagination } = read.data;
  const seen = items.filter(
    ({ groups }) => subtreeGroupId === null || groups.some(({ id }) => id === subtreeGroupId),
  );
  return ok({
    requests: seen.map((item) => {
      const group = item.groups.at(-1);
      return {
        id: item.request_id,
        clientRequestId: item.client_request_id ?? null,
        outcome: item.outcome,
        at: item.at,
        slug: item.model_slug,
        group: group
          ? { id: group.id, name: group.name || group.external_entity_id || group.id }
          : null,
      };
    }),
    hasMore: pagination.has_more,
  });
}
