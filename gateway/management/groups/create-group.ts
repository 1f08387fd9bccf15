import type { CreateGroupBody, Group, LimitEnforcement } from "../../contracts/group";
import { maxLevels } from "../../contracts/sizes";
import type { Deps } from "../../deps";
import { selectModels } from "../../limits/declared-models-store";
import { declaredModels } from "../../limits/resolve-limits";
import { isUniqueViolation, type Queryable } from "../../platform/db/database";
import { retryTransaction } from "../../platform/db/retry-transaction";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { appendAudit } from "../audit/append-audit";
import { lockWorkspace } from "../workspaces/workspace-store";
import { checkAgainstAncestors } from "./check-cascading-limits";
import { findReferencedGroup } from "./find-own-group";
import { insertModels } from "./group-models-store";
import { type GroupRow, insertGroup, lockTree } from "./group-store";
import { declaringPath, presentOneGroup } from "./present-groups";

/**
 * Creates a group, below its parent where one is named.
 * 400 for a duplicate external id, a sixth level, a mode other than the parent's, a cascading limit
 * above an ancestor's; 404 for an unknown, deleted or foreign parent.
 */
export async function createGroup(
  deps: Deps,
  context: ManagementContext,
  body: CreateGroupBody,
): Promise<Group> {
  const models = declaredModels(body.models);
  const { external_entity_id: externalEntityId } = body.metadata;
  try {
    return await retryTransaction(deps.db, async (tx) => {
      await lockWorkspace(tx, context.workspaceId);
      const parent = await lockParent(tx, context, body.hierarchy.parent_group_id);
      const limitEnforcement = decideEnforcement(parent, body.hierarchy.limit_enforcement);
      if (parent && limitEnforcement === "CASCADING") {
        const ancestors = declaringPath(parent.path, await selectModels(tx, parent.path));
        checkAgainstAncestors(models, ancestors);
      }
      const id = deps.ids.create("grp");
      const group = await insertGroup(tx, {
        id,
        workspaceId: context.workspaceId,
        rootId: parent?.rootId ?? id,
        parentId: parent?.id ?? null,
        path: [...(parent?.path ?? []), id],
        externalEntityId,
        name: body.metadata.name ?? null,
        limitEnforcement,
        createdAt: new Date(deps.clock.now()),
      });
      await insertModels(tx, group, models);
      await appendAudit(deps, tx, context, {
        type: "GATEWAY_GROUP_CREATED",
        data: {
          group_id: id,
          external_entity_id: externalEntityId,
          name: group.name,
          parent_group_id: group.parentId,
          limit_enforcement: limitEnforcement,
          models,
        },
      });
      return presentOneGroup(tx, group);
    });
  } catch (error) {
    if (isUniqueViolation(error, "groups_external_entity_id_unique")) {
      const message = "metadata.external_entity_id is already used by another group";
      throw invalidField("metadata.external_entity_id", message);
    }
    throw error;
  }
}

/** Found again after the lock: it may have been deleted while this waited. */
async function lockParent(
  tx: Queryable,
  { workspaceId }: ManagementContext,
  parentId: string | null | undefined,
): Promise<GroupRow | undefined> {
  if (parentId === null || parentId === undefined) return undefined;
  const { rootId } = await findReferencedGroup(tx, workspaceId, parentId, "parent group");
  await lockTree(tx, rootId);
  const parent = await findReferencedGroup(tx, workspaceId, parentId, "parent group");
  if (parent.path.length >= maxLevels) {
    const message = `hierarchy.parent_group_id is on level ${maxLevels} already: a tree has at most ${maxLevels} levels`;
    throw invalidField("hierarchy.parent_group_id", message);
  }
  return parent;
}

function decideEnforcement(
  parent: GroupRow | undefined,
  asked: LimitEnforcement | null | undefined,
): LimitEnforcement {
  if (parent && asked && asked !== parent.limitEnforcement) {
    const message = `hierarchy.limit_enforcement must be the parent's, ${parent.limitEnforcement}`;
    throw invalidField("hierarchy.limit_enforcement", message);
  }
  return asked ?? parent?.limitEnforcement ?? "INDEPENDENT";
}
