import { expect, test } from "vitest";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { findLimit, toLimits, toModels, withLimit } from "@/lib/limits/limit-form";
import { isSameSet } from "@/lib/limits/same-models";
import { rebased, theirChanges } from "./stale-edit";

const model = (slug: string, day: number | null, minute: number | null): DeclaredModel => ({
  slug,
  rate_limits: minute === null ? [] : [{ type: "TOKEN", unit: "MINUTE", threshold: minute }],
  usage_limits: day === null ? [] : [{ type: "TOKEN", unit: "DAY", threshold: day }],
});
const base = [model("a/x", 10, 20), model("a/y", 30, null)];

test("a set is the same in any order, and another with any other number, 0 and absent included", () => {
  expect(isSameSet(base, [...base].reverse())).toBe(true);
  expect(isSameSet(base, [model("a/x", 10, 20), model("a/y", 31, null)])).toBe(false);
  expect(isSameSet([model("a/x", null, null)], [model("a/x", 0, null)])).toBe(false);
  expect(isSameSet(base, base.slice(1))).toBe(false);
});

test("only what they changed is shown, with what stands in my form", () => {
  const theirs = [model("a/x", 11, 20), model("a/z", null, null)];
  const mine = [withLimit(toLimits(model("a/x", 10, 20)), "TOKEN DAY", { text: "99" })];
  expect(
    theirChanges(base, theirs, mine).map(({ slug, field, was, theirs: now, mine: own }) => [
      slug,
      field,
      was && findLimit(was, "TOKEN DAY").text,
      now && findLimit(now, "TOKEN DAY").text,
      own && findLimit(own, "TOKEN DAY").text,
    ]),
  ).toEqual([
    ["a/x", "TOKEN DAY", "10", "11", "99"],
    ["a/y", "slug", "30", null, null],
    ["a/z", "slug", null, "", null],
  ]);
});

test("my edits laid over theirs keep both: what I touched is mine, the rest theirs", () => {
  const mine = base
    .map(toLimits)
    .map((form) =>
      form.slug === "a/x" ? withLimit(form, "TOKEN rate", { text: "7k", unit: "SECOND" }) : form,
    );
  const theirs = [model("a/x", 11, 20), model("a/y", 30, 5), model("a/z", 1, 1)];
  const merged = toModels(theirs, rebased(base, theirs, mine));
  expect(merged).toEqual({
    ok: true,
    models: [
      {
        slug: "a/x",
        rate_limits: [{ type: "TOKEN", unit: "SECOND", threshold: 7000 }],
        usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 11 }],
      },
      model("a/y", 30, 5),
      model("a/z", 1, 1),
    ],
  });
});

test("a slug that I removed stays removed, one that they removed and I left alone goes", () => {
  const mine = [toLimits(model("a/y", 30, null))];
  expect(rebased(base, base, mine).map((form) => form.slug)).toEqual(["a/y"]);
  expect(rebased(base, [model("a/x", 10, 20)], base.map(toLimits)).map((f) => f.slug)).toEqual([
    "a/x",
  ]);
});
