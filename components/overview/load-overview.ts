import "server-only";
import { z } from "zod";
import { auditLogPage } from "@/gateway/contracts/audit";
import { danglingSlugs, endpointPage } from "@/gateway/contracts/endpoint";
import { type Group, groupPage } from "@/gateway/contracts/group";
import { apiKeyPage } from "@/gateway/contracts/key";
import { groupUsage } from "@/gateway/contracts/usage";
import type { Member } from "@/lib/auth";
import { gatewayConnection, offers } from "@/lib/capabilities";
import { env } from "@/lib/env";
import { callGateway } from "@/lib/gateway-client";
import { ok, type Result } from "@/lib/result";
import { reachOf } from "./first-run-facts";
import type { OverviewState } from "./overview-state";

const readiness = z.object({ checks: z.record(z.string(), z.boolean()) });
/** What is not ready is said with a 503. */
const readinessRequest = { path: "/readyz", answer: readiness, answerStatuses: [503] };
const groupsLookedAt = 5;

/** What the overview shows, for a member of the whole workspace. Errors are the server's. */
export async function loadOverview(member: Member): Promise<Result<OverviewState>> {
  const connection = await gatewayConnection();
  if (connection.state === "failed") return { ok: false, error: connection.error };
  const capabilities = connection.state === "extended" ? connection.capabilities : null;
  const path = (name: string) => `/v1/gateway/${name}`;
  const [endpoints, groups, dangling, ready, recent] = await Promise.all([
    callGateway({ path: path("endpoints"), query: { limit: 1000 }, answer: endpointPage, member }),
    callGateway({ path: path("groups"), query: { limit: 1000 }, answer: groupPage, member }),
    offers(capabilities, "dangling_slugs")
      ? callGateway({ path: path("dangling_slugs"), answer: danglingSlugs, member })
      : null,
    capabilities ? callGateway(readinessRequest) : null,
    callGateway({ path: "/v1/audit_logs", query: { limit: 6 }, answer: auditLogPage, member }),
  ]);
  if (!endpoints.ok) return endpoints;
  if (!groups.ok) return groups;
  const firstGroups = groups.data.items.slice(0, groupsLookedAt);
  const firstGroup = firstGroups[0];
  const { keyed, ...use } = await readUse(firstGroups, offers(capabilities, "key_times"), member);
  const endpointSlug = endpoints.data.items[0]?.slug ?? null;
  const { gatewayApiUrl, gatewayInferenceUrl } = env();
  return ok({
    firstRun: {
      endpointSlug,
      reach: reachOf(endpointSlug, keyed),
      group: firstGroup
        ? {
            id: firstGroup.id,
            label: firstGroup.metadata.name || firstGroup.metadata.external_entity_id,
            slugs: firstGroup.models.map(({ slug }) => slug),
          }
        : null,
      ...use,
    },
    endpoints: count(endpoints.data),
    groups: count(groups.data),
    danglingSlugs: dangling?.ok ? dangling.data.items.map((item) => item.slug) : null,
    server: {
      name: capabilities?.server ?? new URL(gatewayApiUrl).host,
      version: capabilities?.version ?? null,
      origin: gatewayApiUrl,
      inferenceUrl: gatewayInferenceUrl,
    },
    checks: ready && checksOf(ready),
    recent: recent.ok ? recent.data.items : [],
  });
}

/** A key that was used, else the first there is; and whether any was. */
async function readUse(
  groups: Group[],
  hasKeyTimes: boolean,
  member: Member,
): Promise<{
  keyed: { slugs: string[]; hasKey: boolean }[];
  keyPrefix: string | null;
  called: boolean | null;
}> {
  const lists = await Promise.all(
    groups.map((group) =>
      callGateway({
        path: `/v1/gateway/groups/${encodeURIComponent(group.id)}/api_keys`,
        answer: apiKeyPage,
        member,
      }),
    ),
  );
  const keyed = groups.map(({ models }, index) => {
    const list = lists[index];
    return {
      slugs: models.map(({ slug }) => slug),
      hasKey: list?.ok === true && list.data.items.length > 0,
    };
  });
  const keys = lists.flatMap((list) => (list.ok ? list.data.items : []));
  if (hasKeyTimes) {
    const used = keys.find((key) => Boolean(key.last_used_at));
    return { keyed, keyPrefix: (used ?? keys[0])?.prefix ?? null, called: used !== undefined };
  }
  const keyPrefix = keys[0]?.prefix ?? null;
  const usages = await Promise.all(
    groups.map((group) =>
      callGateway({
        path: `/v1/gateway/groups/${encodeURIComponent(group.id)}/usage`,
        answer: groupUsage,
        member,
      }),
    ),
  );
  const isUsed = usages.some(
    (answer) =>
      answer.ok &&
      Object.values(answer.data.usage).some((entries) =>
        entries.some((entry) => (entry.current_usage ?? 0) > 0),
      ),
  );
  return { keyed, keyPrefix, called: isUsed ? true : null };
}

/** A probe that failed is no server without one: it must not look healthy. */
function checksOf(ready: Result<z.infer<typeof readiness>>): Record<string, boolean> {
  return ready.ok ? ready.data.checks : { readiness: false };
}

function count(page: { items: unknown[]; pagination: { has_more: boolean } }) {
  return { value: page.items.length, more: page.pagination.has_more };
}
