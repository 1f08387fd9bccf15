import type { NamedGroup } from "../../contracts/group-limits";
import type { Refusal } from "../../contracts/refusal";
import type { selectGroupNames } from "../../management/groups/group-store";
import type { RefusalRow } from "./refusal-store";

export type Names = Awaited<ReturnType<typeof selectGroupNames>>;

/** Without the key, whose name only a list wants. */
export function presentRefusal(row: RefusalRow, names: Names): Omit<Refusal, "key"> {
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

/** The way from the root to the calling group. */
export function nameGroups(path: readonly string[], names: Names): NamedGroup[] {
  return path.map((id) => ({
    id,
    name: names.get(id)?.name ?? null,
    external_entity_id: names.get(id)?.externalEntityId ?? "",
  }));
}
