import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { readGroup } from "../groups/group-path";
import type { Member } from "../members/member";

const pagesMax = 10;

/**
 * Slugs to offer in a model set: every endpoint's, or, for a member with a subtree, those of its
 * top group: a customer does not see what else the operator serves.
 */
export async function readKnownSlugs(member: Member): Promise<Result<string[]>> {
  if (member.subtreeGroupId) {
    const top = await readGroup(member.subtreeGroupId);
    return top.ok ? ok(top.data.models.map((model) => model.slug)) : top;
  }
  return readServedSlugs();
}

/** Every slug that an endpoint serves, whoever asks: not for handing to a member with a subtree. */
export async function readServedSlugs(): Promise<Result<string[]>> {
  const slugs: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const read = await callGateway(operations.listEndpoints, { query: { limit: 1000, cursor } });
    if (!read.ok) return read;
    slugs.push(...read.data.items.map((endpoint) => endpoint.slug));
    cursor = read.data.pagination.cursor ?? undefined;
    if (!read.data.pagination.has_more) break;
  }
  return ok(slugs.sort());
}
