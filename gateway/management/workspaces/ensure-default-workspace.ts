import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import type { Queryable } from "../../platform/db/database";
import { ConfigError } from "../../platform/process/environment";
import { appendAudit } from "../audit/append-audit";
import { sha256 } from "./authenticate";
import { systemContext } from "./command-line-context";
import { managementKeyEvent } from "./create-management-key";
import {
  activateDashboardKey,
  deleteOtherSlugPrefixes,
  findConfiguredKey,
  lockDefaultWorkspace,
  revokeOtherDashboardKeys,
  selectSlugPrefixOwner,
  upsertDefaultWorkspace,
} from "./default-workspace-store";
import { insertManagementKey } from "./management-key-store";
import { insertSlugPrefixes } from "./workspace-store";

type Needed = Pick<Deps, "config" | "db" | "ids" | "clock">;

/**
 * Makes the workspace `default` what the environment says: onboarded, its slug prefixes, its
 * registration key, and GATEWAY_API_KEY as its one dashboard key; the key that was configured
 * before stops working. Safe when replicas start together. @throws ConfigError
 */
export async function ensureDefaultWorkspace(deps: Needed): Promise<{ id: string }> {
  const { slugPrefixes, registrationPublicKey } = deps.config.defaultWorkspace;
  return deps.db.transaction(async (tx) => {
    await lockDefaultWorkspace(tx);
    const workspaceId = await upsertDefaultWorkspace(tx, {
      id: deps.ids.create("wsp"),
      registrationPublicKey,
      at: new Date(deps.clock.now()),
    });
    await deleteOtherSlugPrefixes(tx, workspaceId, slugPrefixes);
    for (const prefix of await insertSlugPrefixes(tx, workspaceId, slugPrefixes)) {
      if ((await selectSlugPrefixOwner(tx, prefix)) === workspaceId) continue;
      throw new ConfigError(
        `GATEWAY_SLUG_PREFIXES must name prefixes that no other workspace owns, e.g. GATEWAY_SLUG_PREFIXES=acme; ${prefix} belongs to another one`,
      );
    }
    await ensureDashboardKey(deps, tx, workspaceId);
    return { id: workspaceId };
  });
}

async function ensureDashboardKey(deps: Needed, tx: Queryable, workspaceId: string): Promise<void> {
  const plaintext = deps.config.defaultWorkspace.managementKey;
  const at = new Date(deps.clock.now());
  const existing = await findConfiguredKey(tx, sha256(plaintext));
  if (existing && existing.workspaceId !== workspaceId) {
    throw new ConfigError(
      "GATEWAY_API_KEY must be a key of the default workspace, e.g. one that you generate; it belongs to another workspace",
    );
  }
  const keyId = existing?.id ?? deps.ids.create("mky");
  if (!existing) {
    await insertManagementKey(tx, {
      id: keyId,
      workspaceId,
      name: "dashboard",
      prefix: shownPart(plaintext),
      scope: "management",
      isDashboard: true,
      keyHash: sha256(plaintext),
      createdAt: at,
    });
  } else if (!existing.isActiveDashboardKey) {
    await activateDashboardKey(tx, keyId);
  }
  const revoked = await revokeOtherDashboardKeys(tx, { workspaceId, keptId: keyId, at });
  if (revoked.length > 0 || !existing) {
    const workspace = { id: workspaceId, name: "default" };
    const context = systemContext(deps, workspace, { id: "configuration", name: "configuration" });
    const event = (key: { id: string; prefix: string }) =>
      managementKeyEvent({ ...key, name: "dashboard", scope: "management", owner: null });
    await announceChange(tx, { kind: "managementKey" });
    await appendAudit(deps, tx, context, {
      type: "API_KEY_CREATED",
      data: event({ id: keyId, prefix: shownPart(plaintext) }),
    });
    for (const key of revoked) {
      await appendAudit(deps, tx, context, {
        type: "API_KEY_DELETED",
        data: event(key),
      });
    }
  }
}

/** What lists show: 16 characters of a generated key, less of a short one that somebody chose. */
function shownPart(plaintext: string): string {
  return plaintext.slice(0, Math.min(16, Math.floor(plaintext.length / 3)));
}
