import { expect, test } from "vitest";
import { placeRefusal } from "./place-refusal";

const models = [
  {
    slug: "acme/x",
    rate_limits: [{ type: "REQUEST" as const, unit: "MINUTE" as const, threshold: 9 }],
    usage_limits: [],
  },
];
const why = "9 requests per minute: above the 5 of Bolt.";
const atField = { path: "models.0.rate_limits.0.threshold", message: why };
const refusal = { code: "VALIDATION_ERROR", message: "Child group exceeds parent group limit." };

test("what an input is about is said there and nowhere else", () => {
  const { problems, error } = placeRefusal({ ...refusal, details: [atField] }, models);
  expect(problems).toEqual([{ slug: "acme/x", field: "REQUEST rate", message: why }]);
  expect(error).toMatchObject({ message: "Not saved: see the marked input.", details: [] });
});

test("what no input is about stays with the form", () => {
  const elsewhere = { path: "models.7", message: "unknown slug" };
  const { problems, error } = placeRefusal({ ...refusal, details: [atField, elsewhere] }, models);
  expect(problems).toHaveLength(1);
  expect(error).toMatchObject({ message: refusal.message, details: [elsewhere] });
  expect(placeRefusal(refusal, models)).toEqual({ problems: [], error: refusal });
});
