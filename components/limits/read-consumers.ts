import "server-only";
import { type LimitTuple, limitConsumers } from "@/gateway/contracts/limit-consumers";
import type { Member } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { type Consumers, toConsumers } from "./drill-down/consumers";

/**
 * Who used the pools of one limit; null where the server does not tell. The caller has authorized
 * the group; a member of a subtree learns no names from above it.
 */
export async function readConsumers(
  groupId: string,
  limit: LimitTuple,
  { subtreeGroupId }: Pick<Member, "subtreeGroupId">,
): Promise<Result<Consumers | null>> {
  if (!offers(await serverCapabilities(), "limit_consumers")) return ok(null);
  const read = await callGateway({
    path: `/v1/gateway/groups/${encodeURIComponent(groupId)}/limits/consumers`,
    query: { ...limit, within: subtreeGroupId ?? undefined },
    answer: limitConsumers,
  });
  return read.ok ? ok(toConsumers(read.data)) : read;
}
