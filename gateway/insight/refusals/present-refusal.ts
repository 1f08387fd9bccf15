import type { Refusal } from "../../contracts/refusal";
import type { GroupNames } from "../../management/groups/group-store";
import { nameGroups } from "../../management/groups/name-groups";
import type { RefusalRow } from "./refusal-store";

/** Without the key, whose name only a list wants. */
export function presentRefusal(
  row: RefusalRow,
  names: ReadonlyMap<string, GroupNames>,
): Omit<Refusal, "key"> {
  const { kind, type, unit, threshold, source_group } = row.binding;
  return {
    request_id: row.requestId,
    at: new Date(row.refusedAt).toISOString(),
    groups: nameGroups(row.groupPath, names),
    model_slug: row.modelSlug,
    limit: { kind, type, unit, threshold, source_group },
    retry_after_ms: row.retryAfterMs,
    never_fits: row.neverFits,
  };
}
