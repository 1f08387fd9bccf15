import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LimitEnforcement } from "../contracts/group";
import type { DeclaredModel, EffectiveModel, LimitKind } from "../contracts/limit";
import {
  type DeclaringGroup,
  findLimitViolations,
  flattenLimits,
  resolveEffectiveModels,
} from "./resolve-limits";

const slugs = ["acme/a", "acme/b", "acme/c"];
const types = ["TOKEN", "REQUEST"] as const;
const rateUnits = ["SECOND", "MINUTE"] as const;
const threshold = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.maxSafeNat());

const rateLimits = fc.uniqueArray(
  fc.record({ type: fc.constantFrom(...types), unit: fc.constantFrom(...rateUnits), threshold }),
  { selector: (limit) => limit.type },
);
const usageLimits = fc.uniqueArray(
  fc.record({ type: fc.constantFrom(...types), unit: fc.constant("DAY" as const), threshold }),
  { selector: (limit) => limit.type },
);
const models: fc.Arbitrary<DeclaredModel[]> = fc.uniqueArray(
  fc.record({
    slug: fc.constantFrom(...slugs),
    rate_limits: rateLimits,
    usage_limits: usageLimits,
  }),
  { selector: (model) => model.slug },
);
const enforcement = fc.constantFrom<LimitEnforcement>("INDEPENDENT", "CASCADING");

/** A tree as the API stores it: parents by index (always an earlier group), at most five levels. */
const tree = fc
  .array(fc.record({ models, parentChoice: fc.nat() }), { minLength: 1, maxLength: 12 })
  .map((nodes) => {
    const paths: DeclaringGroup[][] = [];
    for (const [index, node] of nodes.entries()) {
      const parents = paths.filter((path) => path.length < 5);
      const above = index === 0 ? [] : (parents[node.parentChoice % parents.length] ?? []);
      paths.push([...above, { id: `g${index}`, models: node.models }]);
    }
    return paths;
  });

interface NaiveEntry {
  slug: string;
  kind: LimitKind;
  type: string;
  unit: string;
  threshold: number;
  source_group: string;
}

/** The document's words, tuple by tuple, with no regard for speed. */
function naiveEntries(path: DeclaringGroup[], mode: LimitEnforcement): NaiveEntry[] {
  const entries: NaiveEntry[] = [];
  const own = path[path.length - 1]?.models.map((model) => model.slug) ?? [];
  for (const slug of own) {
    for (const kind of ["rate", "usage"] as const) {
      for (const type of types) {
        for (const unit of kind === "rate" ? rateUnits : (["DAY"] as const)) {
          const declared: NaiveEntry[] = [];
          for (const group of path) {
            for (const model of group.models) {
              if (model.slug !== slug) continue;
              const limits = kind === "rate" ? model.rate_limits : model.usage_limits;
              for (const limit of limits) {
                if (limit.type === type && limit.unit === unit) {
                  const { threshold } = limit;
                  declared.push({ slug, kind, type, unit, threshold, source_group: group.id });
                }
              }
            }
          }
          if (mode === "CASCADING") entries.push(...declared);
          else entries.push(...declared.slice(-1));
        }
      }
    }
  }
  return entries;
}

function toEntries(effective: readonly EffectiveModel[]): NaiveEntry[] {
  return effective.flatMap(({ slug, rate_limits, usage_limits }) => [
    ...rate_limits.map((limit) => ({ slug, kind: "rate" as const, ...limit })),
    ...usage_limits.map((limit) => ({ slug, kind: "usage" as const, ...limit })),
  ]);
}

function formatEntry({ slug, kind, type, unit, threshold, source_group }: NaiveEntry): string {
  return `${slug} ${kind} ${type} ${unit} ${threshold} ${source_group}`;
}

describe("resolveEffectiveModels", () => {
  test("agrees with the document's rule on every group of any tree, in either mode", () => {
    fc.assert(
      fc.property(tree, enforcement, (paths, mode) => {
        for (const path of paths) {
          const entries = toEntries(resolveEffectiveModels(path, mode));
          expect(entries.map(formatEntry)).toEqual(naiveEntries(path, mode).map(formatEntry));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("grants exactly the group's own slugs, in its order", () => {
    fc.assert(
      fc.property(tree, enforcement, (paths, mode) => {
        for (const path of paths) {
          const own = path.at(-1)?.models.map((model) => model.slug);
          expect(resolveEffectiveModels(path, mode).map((model) => model.slug)).toEqual(own);
        }
      }),
    );
  });

  test("changes nothing of what it is given", () => {
    fc.assert(
      fc.property(tree, enforcement, (paths, mode) => {
        const before = JSON.stringify(paths);
        for (const path of paths) resolveEffectiveModels(path, mode);
        expect(JSON.stringify(paths)).toBe(before);
      }),
    );
  });

  test("answers nothing for an empty path", () => {
    expect(resolveEffectiveModels([], "CASCADING")).toEqual([]);
  });

  test("lets a nearer 0 win over an inherited limit: blocked is not absent", () => {
    const path = [minuteTokens("root", 100), minuteTokens("child", 0)];
    expect(resolveEffectiveModels(path, "INDEPENDENT")[0]?.rate_limits).toEqual([
      { type: "TOKEN", unit: "MINUTE", threshold: 0, source_group: "child" },
    ]);
  });

  test("keeps SECOND and MINUTE apart: neither replaces the other", () => {
    const perSecond = minuteTokens("child", 5);
    perSecond.models[0]?.rate_limits.splice(0, 1, { type: "TOKEN", unit: "SECOND", threshold: 5 });
    const path = [minuteTokens("root", 100), perSecond];
    for (const mode of ["INDEPENDENT", "CASCADING"] as const) {
      expect(resolveEffectiveModels(path, mode)[0]?.rate_limits).toEqual([
        { type: "TOKEN", unit: "SECOND", threshold: 5, source_group: "child" },
        { type: "TOKEN", unit: "MINUTE", threshold: 100, source_group: "root" },
      ]);
    }
  });
});

describe("findLimitViolations", () => {
  test("finds a limit exactly where it exceeds an ancestor's for the same tuple", () => {
    fc.assert(
      fc.property(tree, (paths) => {
        for (const path of paths) {
          const ancestors = path.slice(0, -1);
          const own = path.at(-1)?.models ?? [];
          const found = findLimitViolations(own, ancestors).map(
            ({ child, ancestor, ancestorGroupId }) =>
              formatEntry({
                ...child,
                source_group: `${ancestor.threshold} of ${ancestorGroupId}`,
              }),
          );
          const expected = ancestors.flatMap(({ id, models: above }) =>
            flattenLimits(own).flatMap((child) =>
              flattenLimits(above)
                .filter((ancestor) => sameTuple(ancestor, child))
                .filter((ancestor) => ancestor.threshold < child.threshold)
                .map((ancestor) =>
                  formatEntry({ ...child, source_group: `${ancestor.threshold} of ${id}` }),
                ),
            ),
          );
          expect(found.sort()).toEqual(expected.sort());
        }
      }),
      { numRuns: 300 },
    );
  });

  test("where it finds nothing, the limits of a pool never rise from the root down", () => {
    fc.assert(
      fc.property(tree, (paths) => {
        for (const path of paths) {
          const isLegal = path.every(
            ({ models: declared }, level) =>
              findLimitViolations(declared, path.slice(0, level)).length === 0,
          );
          if (!isLegal) continue;
          const entries = toEntries(resolveEffectiveModels(path, "CASCADING"));
          for (const [index, entry] of entries.entries()) {
            const below = entries[index + 1];
            if (!below || !sameTuple(below, entry)) continue;
            expect(below.threshold).toBeLessThanOrEqual(entry.threshold);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

function sameTuple(
  a: { slug: string; kind: string; type: string; unit: string },
  b: { slug: string; kind: string; type: string; unit: string },
): boolean {
  return a.slug === b.slug && a.kind === b.kind && a.type === b.type && a.unit === b.unit;
}

function minuteTokens(id: string, tokens: number): DeclaringGroup {
  const limit = { type: "TOKEN", unit: "MINUTE", threshold: tokens } as const;
  return { id, models: [{ slug: "acme/a", rate_limits: [limit], usage_limits: [] }] };
}
