import type { DeclaredModel } from "@/gateway/contracts/limit";
import { modelsBySlug } from "@/gateway/limits/resolve-limits";
import { exactNumber } from "@/lib/format/format";
import { limitName } from "@/lib/limits/limit-text";

/** One line of what an import does to a group. null = there is none. */
export interface ImportChange {
  what: string;
  before: string | null;
  after: string | null;
  /** Somebody can do less afterwards. */
  takesAway: boolean;
}

export interface Described {
  name: string | null;
  models: readonly DeclaredModel[];
}

const nothing: Described = { name: null, models: [] };

/**
 * Line by line, in the order of the file; `before` is null for a group that is new. Of slugs that are not
 * among `served` (null = not known) it is said that calls to them get 404.
 */
export function changeLines(
  before: Described | null,
  after: Described,
  served: ReadonlySet<string> | null,
): ImportChange[] {
  const old = before ?? nothing;
  const olds = modelsBySlug(old.models);
  const fresh = modelsBySlug(after.models);
  const lines: ImportChange[] = [];
  // A new group's name stands in its row already.
  if (before && old.name !== after.name) {
    lines.push({ what: "Name", before: old.name, after: after.name, takesAway: false });
  }
  for (const model of after.models) {
    const known = olds.get(model.slug);
    if (!known) {
      const isServed = served === null || served.has(model.slug);
      const text = isServed ? "may call" : "may call, but no endpoint serves it yet";
      lines.push({ what: model.slug, before: null, after: text, takesAway: false });
    }
    lines.push(...limitLines(known, model));
  }
  for (const { slug } of old.models) {
    if (fresh.has(slug)) continue;
    lines.push({ what: slug, before: "may call", after: "loses access", takesAway: true });
  }
  return lines;
}

function limitLines(before: DeclaredModel | undefined, after: DeclaredModel): ImportChange[] {
  const of = (model: DeclaredModel | undefined) =>
    new Map(
      [...(model?.rate_limits ?? []), ...(model?.usage_limits ?? [])].map((limit) => [
        limitName(limit.type, limit.unit),
        limit.threshold,
      ]),
    );
  const [old, now] = [of(before), of(after)];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name): ImportChange[] => {
    const [from, to] = [old.get(name), now.get(name)];
    if (from === to) return [];
    return [
      {
        what: `${after.slug} · ${name}`,
        // Of a slug that is new, there is nothing to tell of before.
        before: before === undefined ? null : formatThreshold(from),
        after: formatThreshold(to),
        takesAway: to !== undefined && (from === undefined || to < from) && before !== undefined,
      },
    ];
  });
}

function formatThreshold(threshold: number | undefined): string {
  if (threshold === undefined) return "not set";
  return threshold === 0 ? "blocked" : exactNumber(threshold);
}
