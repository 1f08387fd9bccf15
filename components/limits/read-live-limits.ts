import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { type LiveLimits, toLiveLimits } from "./table/live-limits";

/** How far each limit of a group stands. The caller has authorized the group. */
export async function readLiveLimits(groupId: string): Promise<Result<LiveLimits>> {
  if (!offers(await serverCapabilities(), "limit_explanation")) {
    return fail("NOT_FOUND", "This server does not report the use of limits");
  }
  const read = await callGateway(operations.readGroupLimits, { params: { group_id: groupId } });
  return read.ok ? ok(toLiveLimits(read.data)) : read;
}
