/**
 * Effective limits and the cascading rule, written a second time from the API document alone, as
 * plainly as possible: the journeys compare what the dashboard shows with this.
 */
export interface DoubleLimit {
  type: string;
  unit: string;
  threshold: number;
}

export interface DoubleModel {
  slug: string;
  rate_limits: DoubleLimit[];
  usage_limits: DoubleLimit[];
}

export interface DoubleGroup {
  id: string;
  metadata: { name: string | null; external_entity_id: string };
  models: DoubleModel[];
  hierarchy: { limit_enforcement: "INDEPENDENT" | "CASCADING"; parent_group_id: string | null };
  created_at: string;
}

type Kind = "rate_limits" | "usage_limits";
type Sourced = DoubleLimit & { source_group: string };

/** From the group itself up to its root. */
export function upwards(group: DoubleGroup, all: Map<string, DoubleGroup>): DoubleGroup[] {
  const parentId = group.hierarchy.parent_group_id;
  const parent = parentId === null ? undefined : all.get(parentId);
  return parent ? [group, ...upwards(parent, all)] : [group];
}

export function effectiveModels(group: DoubleGroup, all: Map<string, DoubleGroup>) {
  return group.models.map(({ slug }) => ({
    slug,
    rate_limits: effective(group, all, slug, "rate_limits"),
    usage_limits: effective(group, all, slug, "usage_limits"),
  }));
}

function effective(group: DoubleGroup, all: Map<string, DoubleGroup>, slug: string, kind: Kind) {
  const answer: Sourced[] = [];
  for (const level of upwards(group, all)) {
    for (const limit of declared(level, slug, kind)) {
      const nearer = answer.some((l) => l.type === limit.type && l.unit === limit.unit);
      if (group.hierarchy.limit_enforcement === "CASCADING" || !nearer) {
        answer.push({ ...limit, source_group: level.id });
      }
    }
  }
  return answer;
}

function declared(group: DoubleGroup, slug: string, kind: Kind): DoubleLimit[] {
  return group.models.find((model) => model.slug === slug)?.[kind] ?? [];
}

/** Would these models break "a child never exceeds an ancestor" anywhere in the tree? */
export function breaksCascade(group: DoubleGroup, all: Map<string, DoubleGroup>): boolean {
  if (group.hierarchy.limit_enforcement !== "CASCADING") return false;
  const changed = new Map(all).set(group.id, group);
  return [...changed.values()].some((below) =>
    upwards(below, changed)
      .slice(1)
      .some((above) => exceeds(below, above)),
  );
}

function exceeds(below: DoubleGroup, above: DoubleGroup): boolean {
  const kinds: Kind[] = ["rate_limits", "usage_limits"];
  return below.models.some(({ slug }) =>
    kinds.some((kind) =>
      declared(below, slug, kind).some((limit) =>
        declared(above, slug, kind).some(
          (ceiling) =>
            ceiling.type === limit.type &&
            ceiling.unit === limit.unit &&
            limit.threshold > ceiling.threshold,
        ),
      ),
    ),
  );
}
