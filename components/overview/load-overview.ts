import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Capabilities } from "@/gateway/contracts/workspace";
import type { Member } from "@/lib/auth/auth";
import { env } from "@/lib/env";
import { gatewayConnection } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { type ActionError, ok, type Result } from "@/lib/gateway/result";
import { checkName } from "./check-name";
import { loadSetup } from "./first-run/load-setup";
import { loadDanglingSlugs, loadWebhook } from "./load-attention";
import { loadChecks } from "./load-checks";
import type { OverviewState, WorkspaceState } from "./overview-state";
import { toNotices } from "./to-notices";
import { loadTraffic } from "./traffic/load-traffic";

/** What the overview shows to this member. Fails only where nothing of it could be read. */
export async function loadOverview(member: Member, nowMs: number): Promise<Result<OverviewState>> {
  const connection = await gatewayConnection();
  if (connection.state === "failed") {
    const isAway = connection.error.code === "UNREACHABLE";
    return failure(connection.error, isAway ? null : await loadChecks());
  }
  const { capabilities } = connection;
  const [traffic, workspace] = await Promise.all([
    loadTraffic(member, capabilities, nowMs),
    member.subtreeGroupId === null ? loadWorkspace(member, capabilities) : null,
  ]);
  const parts = [...(workspace?.parts ?? []), traffic].filter((part) => part !== null);
  const errors = parts.flatMap((part) => (part.ok ? [] : [part.error]));
  const [firstError] = errors;
  if (firstError && errors.length === parts.length) {
    return failure(firstError, workspace?.state.checks ?? null);
  }
  return ok({ groupId: member.subtreeGroupId, traffic, workspace: workspace?.state ?? null });
}

/** `parts`: everything that was read of it. */
async function loadWorkspace(
  member: Member,
  capabilities: Capabilities | null,
): Promise<{ state: WorkspaceState; parts: (Result<unknown> | null)[] }> {
  const [setup, danglingSlugs, webhook, checks, audit] = await Promise.all([
    loadSetup(member, capabilities),
    loadDanglingSlugs(member, capabilities),
    loadWebhook(member, capabilities),
    capabilities ? loadChecks() : null,
    callGateway(operations.listAuditLogs, { query: { limit: 6 }, member }),
  ]);
  const { gatewayApiUrl, gatewayInferenceUrl } = env();
  const state: WorkspaceState = {
    setup,
    notices: toNotices({ checks, webhook, danglingSlugs }),
    checks,
    recent: audit.ok ? ok(audit.data.items) : audit,
    server: {
      name: capabilities?.server ?? new URL(gatewayApiUrl).host,
      version: capabilities?.version ?? null,
      origin: gatewayApiUrl,
      inferenceUrl: gatewayInferenceUrl,
    },
  };
  return { state, parts: [setup, audit, danglingSlugs, webhook] };
}

/** One message instead of one for each part; it names what of the gateway is to blame for all. */
function failure(error: ActionError, checks: Record<string, boolean> | null): Result<never> {
  const broken = Object.keys(checks ?? {}).filter((name) => !checks?.[name]);
  const names = broken.filter((name) => name !== "readiness").map(checkName);
  if (names.length === 0) return { ok: false, error };
  const message = `${error.message.replace(/\.$/, "")}. Not ready: ${names.join(", ")}`;
  return { ok: false, error: { ...error, message } };
}
