import { expect, test } from "vitest";
import { declaredText } from "./declared-text";
import type { Enforced, LimitChange } from "./limit-changes";

const path = [
  { id: "grp_bolt", name: "Bolt", models: [] },
  { id: "grp_team", name: "Team", models: [] },
];
const here = (threshold: number): Enforced => ({ threshold, source: "grp_team" });
const bolt = (threshold: number): Enforced => ({ threshold, source: "grp_bolt" });
const change = (
  before: Enforced | null,
  after: Enforced | null,
  declared: { before: Enforced | null; after: Enforced | null },
): LimitChange & { what: "limit" } => ({
  what: "limit",
  slug: "acme/x",
  type: "REQUEST",
  unit: "MINUTE",
  before,
  after,
  declared: [declared],
});

test("a typed value that a tighter level outdoes is said, with what becomes effective", () => {
  const typed = { before: here(4), after: here(9) };
  expect(declaredText(change(here(4), bolt(5), typed), path)).toBe(
    "Declared here: 4 → 9. What stops traffic first becomes 5 (Bolt).",
  );
});

test("a change behind a tighter level leaves what stops traffic first", () => {
  const typed = { before: null, after: here(9) };
  expect(declaredText(change(bolt(5), bolt(5), typed), path)).toBe(
    "Declared here: not set → 9. What stops traffic first stays 5 (Bolt).",
  );
});

test("a typed value that takes effect as it is needs no second line", () => {
  const typed = { before: here(4), after: here(3) };
  expect(declaredText(change(here(4), here(3), typed), path)).toBeNull();
});
