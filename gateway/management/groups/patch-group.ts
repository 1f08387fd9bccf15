import type { Group, PatchGroupBody } from "../../contracts/group";
import { type DeclaredModel, tooManyModels } from "../../contracts/limit";
import { modelsPerGroupMax } from "../../contracts/sizes";
import type { Deps } from "../../deps";
import { selectModels } from "../../limits/declared-models-store";
import { declaredModels } from "../../limits/resolve-limits";
import { announceChange } from "../../platform/db/changes";
import type { Queryable } from "../../platform/db/database";
import { retryTransaction } from "../../platform/db/retry-transaction";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { checkAgainstAncestors, checkAgainstDescendants } from "./check-cascading-limits";
import { findOwnGroup } from "./find-own-group";
import { replaceModels } from "./group-models-store";
import { type GroupRow, lockTree, updateGroup } from "./group-store";
import { declaringPath, groupState, presentGroup, presentOneGroup } from "./present-groups";

/**
 * Changes the name, the set of models, or both; what the body leaves out stays.
 * 412 where it is not as the writer saw it; 400 for more models than a group may have, and for a
 * cascading limit above an ancestor's or below a descendant's; 403, 404 for the group.
 */
export async function patchGroup(
  deps: Deps,
  context: ManagementContext,
  { groupId, body }: { groupId: string; body: PatchGroupBody },
): Promise<Group> {
  return retryTransaction(deps.db, async (tx) => {
    const { rootId } = await findOwnGroup(tx, context.workspaceId, groupId);
    await lockTree(tx, rootId);
    const group = await findOwnGroup(tx, context.workspaceId, groupId);
    const declared = await selectModels(tx, group.path);
    const current = presentGroup(group, declared);
    await requireMatch(context.precondition, groupState(current), () => current);
    const before = { name: group.name, models: current.models };
    const name = body.metadata?.name === undefined ? before.name : body.metadata.name;
    const models = body.models ? declaredModels(body.models) : before.models;

    if (body.models) await changeModels(tx, group, { declared, models });
    await updateGroup(tx, { id: groupId, name, at: new Date(deps.clock.now()) });
    await appendAudit(deps, tx, context, {
      type: "GATEWAY_GROUP_UPDATED",
      data: {
        group_id: groupId,
        external_entity_id: group.externalEntityId,
        before,
        after: { name, models },
      },
    });
    await announceChange(tx, { kind: "group", rootGroupId: rootId });
    return presentOneGroup(tx, { ...group, name });
  });
}

async function changeModels(
  tx: Queryable,
  group: GroupRow,
  change: { declared: ReadonlyMap<string, DeclaredModel[]>; models: DeclaredModel[] },
): Promise<void> {
  const before = change.declared.get(group.id) ?? [];
  if (change.models.length > Math.max(modelsPerGroupMax, before.length)) {
    throw invalidField("models", `models ${tooManyModels}`);
  }
  if (group.limitEnforcement === "CASCADING") {
    checkAgainstAncestors(change.models, declaringPath(group.path.slice(0, -1), change.declared));
    await checkAgainstDescendants(tx, group, before, change.models);
  }
  await replaceModels(tx, group, change.models);
}
