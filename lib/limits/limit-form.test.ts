import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { largestTypedNumber, typedNumberRule } from "@/gateway/contracts/typed-number";
import {
  emptyLimits,
  isSameLimit,
  type LimitField,
  placeDetail,
  type SlugLimits,
  toLimits,
  toModels,
  unedited,
  withLimit,
} from "./limit-form";

const threshold = fc.oneof(fc.constant(0), fc.nat(), fc.maxSafeNat());
const type = fc.constantFrom("TOKEN" as const, "REQUEST" as const);
const model = (slug: string): fc.Arbitrary<DeclaredModel> =>
  fc.record({
    slug: fc.constant(slug),
    rate_limits: fc.uniqueArray(
      fc.record({ type, unit: fc.constantFrom("SECOND" as const, "MINUTE" as const), threshold }),
      { selector: (limit) => limit.type },
    ),
    usage_limits: fc.uniqueArray(
      fc.record({ type, unit: fc.constant("DAY" as const), threshold }),
      { selector: (limit) => limit.type },
    ),
  });
const models = fc
  .uniqueArray(fc.constantFrom("a/one", "a/two", "b/three", "b/four"))
  .chain((slugs) => fc.tuple(...slugs.map(model)));

const base: DeclaredModel[] = [
  {
    slug: "acme/glm",
    rate_limits: [
      { type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 },
      { type: "REQUEST", unit: "SECOND", threshold: 10 },
    ],
    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 0 }],
  },
];
const emptyModel = { slug: "", rate_limits: [], usage_limits: [] };
const form = () => toLimits(base[0] ?? emptyModel);
const typed = (limits: SlugLimits, text: string, field: LimitField = "TOKEN rate") =>
  withLimit(limits, field, { text });
const bySecond = (limits: SlugLimits) => withLimit(limits, "TOKEN rate", { unit: "SECOND" });
const saved = (change: SlugLimits) => {
  const read = toModels(base, [change]);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.models[0];
};

describe("the form and the model set", () => {
  test("any set that the contract allows survives an untouched form, to the letter", () => {
    fc.assert(
      fc.property(models, (set) => {
        expect(toModels(set, set.map(toLimits))).toEqual({ ok: true, models: set });
      }),
    );
  });

  test("an edit of one input changes that limit and nothing else", () => {
    fc.assert(
      fc.property(models, threshold, (set, number) => {
        const [first, ...rest] = set;
        if (!first) return;
        const edited = typed(toLimits(first), String(number), "TOKEN DAY");
        const read = toModels(set, [edited, ...rest.map(toLimits)]);
        if (!read.ok) throw new Error("refused");
        expect(read.models.slice(1)).toEqual(rest);
        expect(read.models[0]?.rate_limits).toEqual(first.rate_limits);
        const requests = (one: DeclaredModel | undefined) =>
          one?.usage_limits.filter((limit) => limit.type === "REQUEST");
        expect(requests(read.models[0])).toEqual(requests(first));
        expect(read.models[0]?.usage_limits.find((l) => l.type === "TOKEN")?.threshold).toBe(
          number,
        );
      }),
    );
  });

  test("a limit that the form has no input for is kept", () => {
    const set: DeclaredModel[] = [
      {
        slug: "acme/glm",
        rate_limits: [
          { type: "TOKEN", unit: "MINUTE", threshold: 100 },
          { type: "TOKEN", unit: "SECOND", threshold: 5 },
        ],
        usage_limits: [],
      },
    ];
    const read = toModels(set, [toLimits(set[0] ?? emptyModel)]);
    expect(read).toEqual({ ok: true, models: set });
  });

  test("absent, 0 and a number stay three different things", () => {
    expect(form().limits.map(({ text }) => text)).toEqual(["1,000,000", "10", "0", ""]);
    expect(saved(typed(form(), "", "TOKEN DAY"))?.usage_limits).toEqual([]);
    expect(saved(typed(form(), "0", "REQUEST DAY"))?.usage_limits).toEqual([
      { type: "TOKEN", unit: "DAY", threshold: 0 },
      { type: "REQUEST", unit: "DAY", threshold: 0 },
    ]);
    expect(saved(typed(form(), "0"))?.rate_limits[0]).toMatchObject({ threshold: 0 });
  });

  test.each([
    ["1m", 1_000_000],
    ["250k", 250_000],
    ["1_000_000", 1_000_000],
    [" 1,500 ", 1_500],
    ["1.5M", 1_500_000],
  ])("%s is read as %d", (text, number) => {
    expect(saved(typed(form(), text, "REQUEST rate"))?.rate_limits[1]?.threshold).toBe(number);
  });

  test.each(["-1", "1.5", "ten", "1x3", "∞"])("%s is refused", (text) => {
    expect(toModels(base, [typed(form(), text)])).toEqual({
      ok: false,
      problems: [{ slug: "acme/glm", field: "TOKEN rate", message: typedNumberRule }],
    });
  });

  test.each(["9007199254740993", "9,007,199,254,740,992", "10000t"])("%s is too large", (text) => {
    expect(toModels(base, [typed(form(), text)])).toEqual({
      ok: false,
      problems: [{ slug: "acme/glm", field: "TOKEN rate", message: largestTypedNumber }],
    });
    expect(largestTypedNumber).toBe("Write at most 9,007,199,254,740,991");
  });

  test("another unit alone is a change, unless there is no number", () => {
    expect(saved(bySecond(form()))?.rate_limits[0]).toEqual({
      type: "TOKEN",
      unit: "SECOND",
      threshold: 1_000_000,
    });
    const blank = emptyLimits("acme/glm");
    expect(isSameLimit(blank, bySecond(blank), "TOKEN rate")).toBe(true);
  });

  test("the same number written otherwise is no change", () => {
    expect(isSameLimit(form(), typed(form(), "1m"), "TOKEN rate")).toBe(true);
    expect(saved(typed(form(), "1m"))).toEqual(base[0]);
  });

  test("a slug that breaks the contract's rule is named", () => {
    const read = toModels([], [emptyLimits("no-slash")]);
    expect(read).toMatchObject({ ok: false, problems: [{ slug: "no-slash", field: "slug" }] });
  });
});

test("an API path finds its input", () => {
  const findPlace = (path: string) => placeDetail(base, { path, message: "m" });
  const place = { slug: "acme/glm", message: "m" };
  expect(findPlace("models.0.rate_limits.1.threshold")).toEqual({
    ...place,
    field: "REQUEST rate",
  });
  expect(findPlace("0.usage_limits.0")).toEqual({ ...place, field: "TOKEN DAY" });
  expect(findPlace("models.0.slug")).toEqual({ ...place, field: "slug" });
  expect(findPlace("models.7.rate_limits.0")).toEqual({ ...place, slug: "", field: "slug" });
});

test("a problem goes when what it is about was edited, and no other does", () => {
  const before = [form(), emptyLimits("acme/other")];
  const problems = [
    { slug: "acme/glm", field: "TOKEN rate", message: "not a number" },
    { slug: "acme/glm", field: "REQUEST DAY", message: "not a number" },
    { slug: "acme/other", field: "slug", message: "not yours" },
  ] as const;
  const retyped = [typed(form(), "5"), emptyLimits("acme/other")];
  expect(unedited([...problems], before, retyped)).toEqual(problems.slice(1));
  const otherUnit = [bySecond(form()), emptyLimits("acme/other")];
  expect(unedited([...problems], before, otherUnit)).toEqual(problems.slice(1));
  expect(unedited([...problems], before, [form()])).toEqual(problems.slice(0, 2));
});
