import { expect, test } from "vitest";
import { formatFieldError } from "./field-error";

test.each([
  ["url", "url must not be empty", "Target URL must not be empty"],
  ["metadata.name", "metadata.name is taken", "Target URL is taken"],
  ["metadata.name", "name is taken", "Target URL is taken"],
  ["targets.0.base_url", "base_url is required", "Target URL is required"],
  ["targets.0.vertex.location", "vertex.location is required", "Target URL is required"],
  // Another field's name, a longer word, a sentence of its own: nothing is guessed.
  ["name", "names differ", "names differ"],
  ["name", "value is required", "value is required"],
  ["slug", "There is an endpoint with this slug", "There is an endpoint with this slug"],
  ["", " is empty", " is empty"],
])("at %j, %j is said as %j", (path, message, shown) => {
  expect(formatFieldError({ path, message }, "Target URL")).toBe(shown);
});
