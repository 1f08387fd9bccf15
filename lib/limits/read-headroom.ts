import "server-only";
import type { Headroom } from "@/gateway/contracts/headroom";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import type { Result } from "@/lib/gateway/result";
import type { Member } from "../members/member";

/**
 * How near to their limits those are who call now, as far as the member sees: of the subtree they
 * are tied to. null where the server does not tell.
 */
export async function readHeadroom(
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<Headroom> | null> {
  if (!offers(await serverCapabilities(), "headroom")) return null;
  return callGateway(operations.readHeadroom, {
    query: { within: member.subtreeGroupId ?? undefined },
  });
}
