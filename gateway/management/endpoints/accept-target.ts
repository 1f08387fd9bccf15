import type { Target } from "../../contracts/endpoint";
import {
  type TargetField,
  targetDefaults,
  targetFields,
} from "../../contracts/providers/target-fields";
import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import { checkUpstreamUrl } from "../../platform/http/address-guard";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { requireOrigin } from "../secrets/require-origin";
import { addSecretOrigin, lockSecretsForUse } from "../secrets/secret-store";

/**
 * The target as it is stored: unset fields left out, and what an absent one means anyway. 400 at `targets.0.…` for a secret that the workspace does not have and for a
 * `base_url` that the gateway may not call; 403 for a secret that is kept for other origins. The secret can't be deleted before the commit.
 */
export async function acceptTarget(
  deps: Pick<Deps, "config">,
  tx: Queryable,
  context: Pick<ManagementContext, "workspaceId" | "actor">,
  targets: readonly Target[],
): Promise<Target> {
  const [target] = targets;
  if (!target) throw invalidField("targets", "targets must hold exactly one target");
  if (target.base_url) checkUpstreamUrl(deps.config, target.base_url);
  if (target.secret_id) {
    const usable = await lockSecretsForUse(tx, context.workspaceId, [target.secret_id]);
    const secret = usable.get(target.secret_id);
    if (!secret) {
      throw invalidField("targets.0.secret_id", "secret_id is not a secret of this workspace");
    }
    if (target.base_url) requireOrigin(context, secret, toOrigin(target.base_url));
  }
  return storedTarget(target);
}

/** A target that was saved is where its secret may go from now on. */
export async function bindSecret(tx: Queryable, { secret_id, base_url }: Target): Promise<void> {
  if (secret_id && base_url) await addSecretOrigin(tx, secret_id, toOrigin(base_url));
}

const defaults: Partial<Record<TargetField, string>> = targetDefaults;

function toOrigin(baseUrl: string): string {
  return new URL(baseUrl).origin;
}

function storedTarget(target: Target): Target {
  const set = targetFields.filter((field) => {
    const value = target[field];
    return value !== undefined && value !== null && value !== defaults[field];
  });
  return { provider: target.provider, ...Object.fromEntries(set.map((f) => [f, target[f]])) };
}
