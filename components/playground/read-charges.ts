import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import type { Member } from "@/lib/members/member";
import { readRequest } from "@/lib/requests/read-request";
import { type Charges, toCharges } from "./charges";

/** Can this server tell what a call took from its limits? */
export async function tellsCharges(): Promise<boolean> {
  const capabilities = await serverCapabilities();
  return offers(capabilities, "request_lookup") && offers(capabilities, "limit_explanation");
}

/**
 * What a call took from each of its limits. NOT_FOUND: not written down (yet), or the server does
 * not tell; FORBIDDEN: the group whose key was typed is outside of what the member manages.
 */
export async function readCharges(
  requestId: string,
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<Charges>> {
  if (!(await tellsCharges()))
    return fail("NOT_FOUND", "This server does not tell what calls took");
  const call = await readRequest(requestId, member);
  if (!call.ok) return call;
  const groupId = call.data.groups.at(-1)?.id ?? "";
  const limits = await callGateway(operations.readGroupLimits, { params: { group_id: groupId } });
  return limits.ok ? ok(toCharges(call.data, limits.data)) : limits;
}
