import { expect, test } from "vitest";
import { similarSlug } from "./similar-slug";

const known = ["acme/glm-5.2", "acme/glm-4.6", "acme/qwen3-coder", "acme/demo"];

test.each([
  ["acme/glm5.2", "acme/glm-5.2"],
  ["ACME/GLM-5-2", "acme/glm-5.2"],
  ["amce/glm-5.2", "acme/glm-5.2"],
  ["glm-5.2", "acme/glm-5.2"],
  ["acme/qwen3coder", "acme/qwen3-coder"],
  ["acme/qwen-coder", "acme/qwen3-coder"],
  ["acme/dmo", "acme/demo"],
])("%s probably means %s", (typed, meant) => {
  expect(similarSlug(typed, known)).toBe(meant);
});

test.each(["acme/demo", "acme/llama-3", "globex/embed-large", "", "/", "x"])(
  "%j means itself",
  (typed) => {
    expect(similarSlug(typed, known)).toBeNull();
  },
);

test("the closest of several is meant, and nothing where nothing is known", () => {
  expect(similarSlug("acme/glm4.6", known)).toBe("acme/glm-4.6");
  expect(similarSlug("acme/glm5.2", [])).toBeNull();
});
