import { expect, test } from "vitest";
import { countReads } from "../../scripts/testing/count-reads";
import type { DeclaredModel } from "../contracts/limit";
import {
  declaredLimit,
  findLimitViolations,
  flattenLimits,
  resolveEffectiveModels,
} from "./resolve-limits";

const createModels = (count: number, threshold: number): DeclaredModel[] =>
  Array.from({ length: count }, (_, at) => ({
    slug: `acme/m${at}`,
    rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }],
    usage_limits: [{ type: "REQUEST", unit: "DAY", threshold }],
  }));

/** Each model of each level is read a few times, however many there are. */
const readsPerModelMax = 6;
const levels = 5;

test.each([
  [
    "resolving what counts",
    (path: { id: string; models: DeclaredModel[] }[]) => resolveEffectiveModels(path, "CASCADING"),
  ],
  [
    "resolving what is closest",
    (path: { id: string; models: DeclaredModel[] }[]) =>
      resolveEffectiveModels(path, "INDEPENDENT"),
  ],
  [
    "comparing with pools above",
    (path: { id: string; models: DeclaredModel[] }[]) =>
      findLimitViolations(path.at(-1)?.models ?? [], path.slice(0, -1)),
  ],
  [
    "explaining level by level",
    (path: { id: string; models: DeclaredModel[] }[]) =>
      flattenLimits(path.at(-1)?.models ?? []).map((limit) =>
        path.map(({ models }) => declaredLimit(models, limit)),
      ),
  ],
])("case 82: %s reads a group's models a few times, however many there are", (_, compute) => {
  for (const count of [50, 500, 5_000]) {
    const counted = Array.from({ length: levels }, () => countReads(createModels(count, 10)));
    compute(counted.map(({ items }, level) => ({ id: `g${level}`, models: items })));
    const reads = counted.reduce((sum, one) => sum + one.reads(), 0);
    expect(reads).toBeLessThanOrEqual(count * levels * readsPerModelMax);
  }
});

test("case 82: many groups below one large set read it once all together", () => {
  const root = countReads(createModels(5_000, 10));
  const [own] = createModels(1, 10);
  if (!own) throw new Error("no model");
  for (let child = 0; child < 1_000; child++) {
    resolveEffectiveModels(
      [
        { id: "root", models: root.items },
        { id: `c${child}`, models: [own] },
      ],
      "CASCADING",
    );
  }
  expect(root.reads()).toBeLessThanOrEqual(2 * 5_000);
});
