import { expect, test } from "vitest";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { toLimits, toModels } from "@/lib/limits/limit-form";
import { limitViolationDetails } from "@/lib/limits/limit-violations";
import { countReads } from "@/scripts/testing/count-reads";
import { limitWarnings } from "../table/limit-warnings";
import { previewLimits } from "./preview-limits";

const modelSet = (count: number, threshold: number): DeclaredModel[] =>
  Array.from({ length: count }, (_, at) => ({
    slug: `acme/m${at}`,
    rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }],
    usage_limits: [],
  }));

const groupsBelow = (models: DeclaredModel[]) =>
  Array.from({ length: 20 }, (_, at) => ({
    id: `below${at}`,
    metadata: { external_entity_id: `below${at}`, name: null },
    models,
    effective_models: [],
    hierarchy: { limit_enforcement: "CASCADING" as const, parent_group_id: "self" },
    created_at: "2026-01-01T00:00:00Z",
  }));

/** What a preview and a form read of one set, per model: for each group below, and some times more. */
const readsPerModelMax = 20 * 30;

test.each([
  [
    "a preview with groups below",
    (root: DeclaredModel[], own: DeclaredModel[], below: DeclaredModel[]) =>
      previewLimits(
        [
          { id: "root", name: "Root", models: root },
          { id: "self", name: "Self", models: own },
        ],
        own.map((model) => ({ ...model })),
        "CASCADING",
        { groups: groupsBelow(below), isWhole: true },
      ),
  ],
  [
    "the violations of a set",
    (root: DeclaredModel[], own: DeclaredModel[], below: DeclaredModel[]) =>
      limitViolationDetails(
        [
          { id: "root", name: "Root", models: root },
          { id: "self", name: "Self", models: own },
        ],
        own,
        groupsBelow(below),
      ),
  ],
  [
    "the warnings of a form",
    (root: DeclaredModel[], own: DeclaredModel[], below: DeclaredModel[]) =>
      limitWarnings(
        [
          { id: "root", name: "Root", models: root },
          { id: "self", name: "Self", models: own },
        ],
        own,
        own.map(toLimits),
        groupsBelow(below),
      ),
  ],
  [
    "a form that is read",
    (root: DeclaredModel[], own: DeclaredModel[]) => toModels(root, own.map(toLimits)),
  ],
])("case 82: %s reads each model a few times, however many there are", (_, compute) => {
  for (const count of [30, 300, 1_200]) {
    const sets = [countReads(modelSet(count, 10)), countReads(modelSet(count, 20))] as const;
    const below = countReads(modelSet(count, 5));
    compute(sets[0].items, sets[1].items, below.items);
    const reads = sets[0].reads() + sets[1].reads() + below.reads();
    expect(reads).toBeLessThanOrEqual(count * readsPerModelMax);
  }
});
