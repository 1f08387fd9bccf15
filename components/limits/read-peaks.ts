import "server-only";
import type { LimitPeaks, LimitPeaksQuery } from "@/gateway/contracts/limit-peaks";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, type Result } from "@/lib/gateway/result";

/** Does this server keep what a preview needs to tell of the last days? */
export async function tellsPeaks(): Promise<boolean> {
  return offers(await serverCapabilities(), "limit_preview");
}

/** Whom a limit of the group would have refused lately. The caller has authorized the group. */
export async function readPeaks(
  groupId: string,
  limit: LimitPeaksQuery,
): Promise<Result<LimitPeaks>> {
  if (!(await tellsPeaks())) return fail("NOT_FOUND", "This server keeps no history of use");
  return callGateway(operations.listLimitPeaks, {
    params: { group_id: groupId },
    query: { ...limit, threshold: String(limit.threshold) },
  });
}
