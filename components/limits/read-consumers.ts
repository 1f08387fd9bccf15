import "server-only";
import type { LimitTuple } from "@/gateway/contracts/limit-consumers";
import { operations } from "@/gateway/contracts/operations/operations";
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
  const read = await callGateway(operations.listLimitConsumers, {
    params: { group_id: groupId },
    query: { ...limit, within: subtreeGroupId ?? undefined },
  });
  return read.ok ? ok(toConsumers(read.data)) : read;
}
