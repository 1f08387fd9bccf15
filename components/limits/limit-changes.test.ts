import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import { limitChanges } from "./limit-changes";

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

test("an override in an independent tree replaces what was inherited, in one line", () => {
  expect(changes("INDEPENDENT", [tokens("a/x", null)], [tokens("a/x", 300)])).toEqual([
    {
      ...limit,
      before: { threshold: 100, source: "root" },
      after: { threshold: 300, source: "own" },
    },
  ]);
});

test("an override taken away shows what is inherited again", () => {
  expect(changes("INDEPENDENT", [tokens("a/x", 0)], [tokens("a/x", null)])).toEqual([
    {
      ...limit,
      before: { threshold: 0, source: "own" },
      after: { threshold: 100, source: "root" },
    },
  ]);
});

test("a limit of one's own in a cascading tree comes on top of those above", () => {
  expect(changes("CASCADING", [tokens("a/x", null)], [tokens("a/x", 70)])).toEqual([
    { ...limit, before: null, after: { threshold: 70, source: "own" } },
  ]);
});

test("a slug that leaves the set loses access, one that joins gains it with what it inherits", () => {
  expect(changes("INDEPENDENT", [tokens("a/y", null)], [tokens("a/x", null)])).toEqual([
    { what: "access", slug: "a/x", after: "granted" },
    { ...limit, before: null, after: { threshold: 100, source: "root" } },
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
