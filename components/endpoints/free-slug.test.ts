import { expect, test } from "vitest";
import { freeSlug } from "./free-slug";

test("a proposed slug is one that no endpoint has", () => {
  expect(freeSlug("acme/demo", [])).toBe("acme/demo");
  expect(freeSlug("acme/demo", ["acme/demo-2"])).toBe("acme/demo");
  expect(freeSlug("acme/demo", ["acme/demo", "acme/demo-2"])).toBe("acme/demo-3");
});
