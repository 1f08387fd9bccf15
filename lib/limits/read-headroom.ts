import "server-only";
import { type Headroom, headroom } from "@/gateway/contracts/headroom";
import { offers, serverCapabilities } from "../capabilities";
import { callGateway } from "../gateway-client";
import type { Member } from "../members/member";
import type { Result } from "../result";

/**
 * How near to their limits those are who call now, as far as the member sees: of the subtree they
 * are tied to. null where the server does not tell.
 */
export async function readHeadroom(
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<Headroom> | null> {
  if (!offers(await serverCapabilities(), "headroom")) return null;
  return callGateway({
    path: "/v1/gateway/headroom",
    query: { within: member.subtreeGroupId ?? undefined },
    answer: headroom,
  });
}
