import type { DeclaredModel } from "@/gateway/contracts/limit";
import {
  findLimit,
  isSameLimit,
  type LimitField,
  limitFields,
  type SlugLimits,
  toLimits,
  withLimit,
} from "@/lib/limits/limit-form";

/** Somebody else's change and mine, for one input. `null` = the slug is not in the set. */
export interface Disagreement {
  slug: string;
  field: LimitField | "slug";
  was: SlugLimits | null;
  theirs: SlugLimits | null;
  mine: SlugLimits | null;
}

/** Every input that they changed since `base`, with what stands in my form. */
export function theirChanges(
  base: readonly DeclaredModel[],
  theirs: readonly DeclaredModel[],
  mine: readonly SlugLimits[],
): Disagreement[] {
  const slugs = [...new Set([...base, ...theirs].map((model) => model.slug))];
  return slugs.flatMap((slug): Disagreement[] => {
    const was = findForm(base, slug);
    const now = findForm(theirs, slug);
    const own = mine.find((form) => form.slug === slug) ?? null;
    if (!was || !now) {
      return was === now ? [] : [{ slug, field: "slug", was, theirs: now, mine: own }];
    }
    return limitFields
      .filter((field) => !isSameLimit(was, now, field))
      .map((field) => ({ slug, field, was, theirs: now, mine: own }));
  });
}

/** My edits laid over their version: what I touched is mine, all else is theirs. */
export function rebased(
  base: readonly DeclaredModel[],
  theirs: readonly DeclaredModel[],
  mine: readonly SlugLimits[],
): SlugLimits[] {
  const kept = mine.flatMap((form) => {
    const was = findForm(base, form.slug);
    const now = findForm(theirs, form.slug);
    // Added here, or edited here and removed there: mine stays.
    if (!now) return !was || limitFields.some((f) => !isSameLimit(was, form, f)) ? [form] : [];
    if (!was) return [form];
    return [
      limitFields.reduce(
        (merged, f) =>
          isSameLimit(was, form, f) ? merged : withLimit(merged, f, findLimit(form, f)),
        now,
      ),
    ];
  });
  const added = theirs
    .filter(
      (model) => !findForm(base, model.slug) && !kept.some((form) => form.slug === model.slug),
    )
    .map(toLimits);
  return [...kept, ...added];
}

function findForm(models: readonly DeclaredModel[], slug: string): SlugLimits | null {
  const model = models.find((candidate) => candidate.slug === slug);
  return model ? toLimits(model) : null;
}
