import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { canSeeGroup, type Member } from "../auth/auth";

export interface FoundGroup {
  id: string;
  /** The name, else the external id. */
  label: string;
  externalEntityId: string;
}

/**
 * At most 8 groups for a search term: by part of name or external id, id, key prefix where the
 * server searches; else the one whose external id is the term. Only from the member's subtree.
 */
export async function searchGroups(member: Member, term: string): Promise<Result<FoundGroup[]>> {
  if (term === "") return ok([]);
  const searches = offers(await serverCapabilities(), "group_search");
  const found = await callGateway(operations.listGroups, {
    query: searches
      ? { q: term, limit: 8, within: member.subtreeGroupId ?? undefined }
      : { external_entity_id: term },
    member,
  });
  if (!found.ok) return found;
  const groups = [];
  for (const group of found.data.items.slice(0, 8)) {
    const visible = searches || (await canSeeGroup(member, group.id)).ok;
    if (visible) groups.push(group);
  }
  return ok(
    groups.map((group) => ({
      id: group.id,
      label: group.metadata.name || group.metadata.external_entity_id,
      externalEntityId: group.metadata.external_entity_id,
    })),
  );
}
