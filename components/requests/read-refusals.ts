import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { ListRefusalsQuery } from "@/gateway/contracts/refusal";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import type { Member } from "@/lib/members/member";
import { type RefusalView, refusalsFrom } from "@/lib/url-state/refusal-view";
import { type SeenRefusalPage, type SeenRefusals, seenRefusalPage, seenRefusals } from "./refusals";

/**
 * Refusals by group, model and limit. Without a group to look at, a member of a subtree sees the
 * subtree; that they may see `view.groupId`, the caller has checked.
 */
export async function readRefusals(
  { subtreeGroupId }: Pick<Member, "subtreeGroupId">,
  view: RefusalView,
  nowMs: number,
): Promise<Result<SeenRefusals>> {
  const read = await callGateway(operations.summarizeRefusals, {
    query: {
      group_id: view.groupId ?? subtreeGroupId ?? undefined,
      slug: view.slug ?? undefined,
      from: refusalsFrom(view, nowMs),
    },
  });
  return read.ok ? ok(seenRefusals(read.data, subtreeGroupId)) : read;
}

/** Single ones. The caller has checked that the member may see the query's group. */
export async function readRefusalPage(query: ListRefusalsQuery): Promise<Result<SeenRefusalPage>> {
  const read = await callGateway(operations.listRefusals, { query });
  return read.ok ? ok(seenRefusalPage(read.data)) : read;
}
