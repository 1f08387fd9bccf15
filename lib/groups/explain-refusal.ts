import "server-only";
import { childExceedsParent } from "@/gateway/contracts/error";
import type { CreateGroupBody } from "@/gateway/contracts/group";
import { declaredModels } from "@/gateway/limits/resolve-limits";
import type { ActionError } from "@/lib/gateway/result";
import { limitViolationDetails } from "../limits/limit-violations";
import type { Member } from "../members/member";
import { readGroupWithPath } from "./group-path";

/** Why a group can't be created, with the groups above by name where the API gives their ids. */
export async function explainRefusal(
  refusal: ActionError,
  { hierarchy, models }: CreateGroupBody,
  member: Pick<Member, "subtreeGroupId">,
): Promise<ActionError> {
  const parentId = hierarchy.parent_group_id;
  if (!parentId || !refusal.message.includes(childExceedsParent)) return refusal;
  const parent = await readGroupWithPath(parentId, member);
  if (!parent.ok) return refusal;
  const declared = declaredModels(models);
  const path = [...parent.data.path, { id: "", name: null, models: declared }];
  const details = limitViolationDetails(path, declared, []);
  return details.length > 0 ? { ...refusal, details } : refusal;
}
