import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import { type UsageHistory, usagePointsMax } from "@/gateway/contracts/usage-history";
import { callGateway, callGatewayForCsv } from "@/lib/gateway/gateway-client";
import type { Result } from "@/lib/gateway/result";
import type { Member } from "@/lib/members/member";
import { toBucketMs, type UsageView, usageWindow } from "@/lib/url-state/usage-view";

const comparedMax = 100;
/** What the pages read of consumers over time: some megabytes at most. */
const pagePointsMax = 20_000;
const exportedMax = 1_000;

type Reader = Pick<Member, "subtreeGroupId">;

/**
 * What the pages show. Without a group to look at, a member of a subtree sees the subtree; that
 * they may see `view.groupId`, the caller has checked. Consumers are groups where none are compared.
 */
export async function readUsageHistory(
  member: Reader,
  view: UsageView,
  nowMs: number,
): Promise<Result<UsageHistory>> {
  const by = view.split === "none" ? "group" : view.split;
  const query = toQuery(member, view, nowMs);
  const limit = Math.min(comparedMax, Math.floor(pagePointsMax / bucketsIn(query)));
  return callGateway(operations.readUsageHistory, { query: { ...query, by, limit } });
}

/** The same, with up to 1,000 consumers, as the server's own CSV. */
export async function readUsageCsv(
  member: Reader,
  view: UsageView,
  nowMs: number,
): Promise<Result<string>> {
  const query = toQuery(member, view, nowMs);
  const limit = Math.min(exportedMax, Math.floor(usagePointsMax / bucketsIn(query)));
  return callGatewayForCsv(operations.readUsageHistory, {
    query: { ...query, by: view.split, limit, format: "csv" },
  });
}

function toQuery(member: Reader, view: UsageView, nowMs: number) {
  return {
    ...usageWindow(view, nowMs),
    interval: view.interval,
    group_id: view.groupId ?? member.subtreeGroupId ?? undefined,
    api_key_prefix: view.keyPrefix ?? undefined,
    slug: view.slug ?? undefined,
  };
}

function bucketsIn({ from, to, interval }: ReturnType<typeof toQuery>): number {
  return Math.ceil((Date.parse(to) - Date.parse(from)) / toBucketMs(interval));
}
