import "server-only";
import { type LimitTuple, limitDrinkers } from "@/gateway/contracts/limit-drinkers";
import type { Member } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { type Drinkers, drinkersOf } from "./drill-down/drinkers";

/**
 * Who used the pools of one limit; null where the server does not tell. The caller has authorized
 * the group; a member of a subtree learns no names from above it.
 */
export async function readDrinkers(
  groupId: string,
  limit: LimitTuple,
  { subtreeGroupId }: Pick<Member, "subtreeGroupId">,
): Promise<Result<Drinkers | null>> {
  if (!offers(await serverCapabilities(), "limit_drinkers")) return ok(null);
  const read = await callGateway({
    path: `/v1/gateway/groups/${encodeURIComponent(groupId)}/limits/drinkers`,
    query: { ...limit, within: subtreeGroupId ?? undefined },
    answer: limitDrinkers,
  });
  return read.ok ? ok(drinkersOf(read.data)) : read;
}
