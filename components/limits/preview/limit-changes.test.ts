import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import { type Enforced, limitChanges } from "./limit-changes";

const tokens = (slug: string, threshold: number | null): DeclaredModel => ({
  slug,
  rate_limits: threshold === null ? [] : [{ type: "TOKEN", unit: "MINUTE", threshold }],
  usage_limits: [],
});
const root = { id: "root", models: [tokens("a/x", 100)] };
const changes = (
  mode: "INDEPENDENT" | "CASCADING",
  before: DeclaredModel[],
  after: DeclaredModel[],
) =>
  limitChanges(
    resolveEffectiveModels([root, { id: "own", models: before }], mode),
    resolveEffectiveModels([root, { id: "own", models: after }], mode),
  );
const limit = { what: "limit", slug: "a/x", type: "TOKEN", unit: "MINUTE" };
const replaced = (before: Enforced | null, after: Enforced | null) => ({
  ...limit,
  before,
  after,
  declared: [{ before, after }],
});

test("an override in an independent tree replaces what was inherited, in one line", () => {
  expect(changes("INDEPENDENT", [tokens("a/x", null)], [tokens("a/x", 300)])).toEqual([
    replaced({ threshold: 100, source: "root" }, { threshold: 300, source: "own" }),
  ]);
});

test("an override taken away shows what is inherited again", () => {
  expect(changes("INDEPENDENT", [tokens("a/x", 0)], [tokens("a/x", null)])).toEqual([
    replaced({ threshold: 0, source: "own" }, { threshold: 100, source: "root" }),
  ]);
});

test("a cascading limit says what stopped traffic first until now, and what will", () => {
  const ceiling = { threshold: 100, source: "root" };
  const own = (threshold: number) => ({ threshold, source: "own" });
  expect(changes("CASCADING", [tokens("a/x", null)], [tokens("a/x", 70)])).toEqual([
    { ...limit, before: ceiling, after: own(70), declared: [{ before: null, after: own(70) }] },
  ]);
  expect(changes("CASCADING", [tokens("a/x", 70)], [tokens("a/x", null)])).toEqual([
    { ...limit, before: own(70), after: ceiling, declared: [{ before: own(70), after: null }] },
  ]);
});

test("a cascading limit above the ceiling of an ancestor changes nothing of what binds", () => {
  const ceiling = { threshold: 100, source: "root" };
  const own = { threshold: 1_000, source: "own" };
  expect(changes("CASCADING", [tokens("a/x", null)], [tokens("a/x", 1_000)])).toEqual([
    { ...limit, before: ceiling, after: ceiling, declared: [{ before: null, after: own }] },
  ]);
});

test("a slug that leaves the set loses access, one that joins gains it with what it inherits", () => {
  expect(changes("INDEPENDENT", [tokens("a/y", null)], [tokens("a/x", null)])).toEqual([
    { what: "access", slug: "a/x", after: "granted" },
    replaced(null, { threshold: 100, source: "root" }),
    { what: "access", slug: "a/y", after: "lost" },
  ]);
});

test("nothing is said where nothing changes, whatever the mode", () => {
  const set = fc.uniqueArray(
    fc.record({ slug: fc.constantFrom("a/x", "a/y"), threshold: fc.option(fc.nat()) }),
    { selector: (one) => one.slug },
  );
  fc.assert(
    fc.property(set, fc.constantFrom("INDEPENDENT" as const, "CASCADING" as const), (own, mode) => {
      const models = own.map(({ slug, threshold }) => tokens(slug, threshold));
      expect(changes(mode, models, models)).toEqual([]);
    }),
  );
});
