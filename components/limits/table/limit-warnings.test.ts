import { expect, test } from "vitest";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { emptyLimits, withLimit } from "@/lib/limits/limit-form";
import { highestBelow } from "../highest-below";
import { limitWarnings } from "./limit-warnings";

const tokens = (threshold: number): DeclaredModel[] => [
  {
    slug: "a/x",
    rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }],
    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: threshold * 10 }],
  },
];
const group = (name: string, threshold: number) => ({
  metadata: { external_entity_id: name, name },
  models: tokens(threshold),
});
const path = [
  { id: "acme", name: "Acme", models: tokens(100) },
  { id: "eng", name: "Engineering", models: tokens(70) },
];
const below = highestBelow([group("Ingest", 20), group("Search", 60), group("Index", 40)]);
const warn = (rate: string, day: string, unit: "MINUTE" | "SECOND" = "MINUTE") => {
  const rated = withLimit(emptyLimits("a/x"), "TOKEN rate", { text: rate, unit });
  return limitWarnings(path, tokens(70), [withLimit(rated, "TOKEN DAY", { text: day })], below);
};

test("a limit above an ancestor's or below a descendant's is told at its input as it is typed", () => {
  expect(warn("150", "700")).toEqual([
    {
      slug: "a/x",
      field: "TOKEN rate",
      message:
        "150 tokens per minute: above the 100 of Acme. Raise Acme first, or stay at or below it.",
    },
  ]);
  expect(warn("70", "0.1k")).toMatchObject([
    { field: "TOKEN DAY", message: expect.stringContaining("Search (600)") },
  ]);
});

test("what fits, is blank, of another window or not readable yet is told nothing", () => {
  for (const tokenRate of ["100", "60", "", "1x"]) {
    expect(warn(tokenRate, "700")).toEqual([]);
  }
  expect(warn("5000", "700", "SECOND")).toEqual([]);
});

test("of each limit below, the group that declares most is known", () => {
  expect(below).toHaveLength(2);
  expect(below.every(({ metadata }) => metadata.name === "Search")).toBe(true);
  expect(highestBelow([])).toEqual([]);
});
