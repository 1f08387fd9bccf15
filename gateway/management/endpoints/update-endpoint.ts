import type { Endpoint, PatchEndpointBody } from "../../contracts/endpoint";
import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import { isUniqueViolation } from "../../platform/db/database";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { lockWorkspace } from "../workspaces/workspace-store";
import { acceptTarget, bindSecret } from "./accept-target";
import { endpointAnswer, endpointState } from "./endpoint-answer";
import { updateEndpointRow } from "./endpoint-store";
import { ownEndpoint } from "./own-endpoint";
import { requireSlugPrefix } from "./require-slug-prefix";

/**
 * Renames an endpoint, replaces its target, or both. Takes effect at once on every replica.
 * 404 and 403 as in `ownEndpoint`; 412 where it is not as the writer saw it; 400 as in `createEndpoint`.
 */
export async function updateEndpoint(
  deps: Pick<Deps, "db" | "ids" | "clock" | "config">,
  context: ManagementContext,
  input: PatchEndpointBody & { id: string },
): Promise<Endpoint> {
  try {
    return await deps.db.transaction(async (tx) => {
      await lockWorkspace(tx, context.workspaceId);
      const before = await ownEndpoint(tx, context, input.id);
      const current = endpointAnswer(before);
      await requireMatch(context.precondition, endpointState(current), () => current);
      const slug = input.slug ?? before.slug;
      const isRenamed = slug !== before.slug;
      if (isRenamed) await requireSlugPrefix(tx, context, slug);
      const target = input.targets
        ? await acceptTarget(deps, tx, context, input.targets)
        : before.target;
      if (input.targets) await bindSecret(tx, target);
      const at = new Date(deps.clock.now());
      const row = await updateEndpointRow(tx, { id: before.id, slug, target, at });
      await announceChange(tx, { kind: "endpoint", slug: before.slug });
      if (isRenamed) await announceChange(tx, { kind: "endpoint", slug });
      await appendAudit(deps, tx, context, {
        type: "GATEWAY_ENDPOINT_UPDATED",
        data: {
          gateway_endpoint_id: row.id,
          slug: row.slug,
          previous_slug: before.slug,
          ...(input.targets ? { targets: [row.target], previous_targets: [before.target] } : {}),
        },
      });
      return endpointAnswer(row);
    });
  } catch (error) {
    // Only here, not before the write: the other slug may be one of another workspace.
    if (isUniqueViolation(error, "endpoints_slug_unique")) {
      throw invalidField("slug", `slug ${input.slug} is taken`);
    }
    throw error;
  }
}
