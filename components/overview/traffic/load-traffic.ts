import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Capabilities } from "@/gateway/contracts/workspace";
import { offers } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import type { Member } from "@/lib/members/member";
import { compareDays, type TrafficToday, twoDays } from "./compare-days";

/** Today against yesterday: of the workspace, or of what the member sees of it. */
export async function loadTraffic(
  { subtreeGroupId }: Pick<Member, "subtreeGroupId">,
  capabilities: Capabilities | null,
  nowMs: number,
): Promise<Result<TrafficToday> | null> {
  if (!offers(capabilities, "usage_history")) return null;
  const read = await callGateway(operations.readUsageHistory, {
    query: { ...twoDays(nowMs), interval: "hour", group_id: subtreeGroupId ?? undefined },
  });
  return read.ok ? ok(compareDays(read.data, nowMs)) : read;
}
