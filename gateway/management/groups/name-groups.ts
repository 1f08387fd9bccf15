import type { NamedGroup } from "../../contracts/group-limits";
import type { GroupNames } from "./group-store";

type Named = ReadonlyMap<string, GroupNames>;

/** Groups as answers name them, such as the way from the root to one. */
export function nameGroups(ids: readonly string[], names: Named): NamedGroup[] {
  return ids.map((id) => nameGroup(id, names.get(id)));
}

/** One of any time; `known` is undefined of one that never was. */
export function nameGroupEver(id: string, known: GroupNames | undefined) {
  return { ...nameGroup(id, known), is_deleted: known?.isDeleted ?? true };
}

function nameGroup(id: string, known: GroupNames | undefined): NamedGroup {
  return { id, name: known?.name ?? null, external_entity_id: known?.externalEntityId ?? "" };
}
