import { expect, test } from "vitest";
import { firstRunFacts, toReach } from "./first-run-facts";

const group = { id: "grp_1", label: "Acme", slugs: ["acme/demo"] };
const start = {
  endpointSlug: "acme/demo",
  reach: "nobody" as const,
  group: null,
  keyPrefix: null,
  called: false,
};

test("a published model is called by customers once a group that may has a key", () => {
  const other = { slugs: ["acme/other"], hasKey: true };
  const mayCall = { slugs: ["acme/demo"], hasKey: false };
  expect(toReach("acme/demo", [])).toBe("nobody");
  expect(toReach("acme/demo", [other])).toBe("nobody");
  expect(toReach("acme/demo", [other, mayCall])).toBe("keyless");
  expect(toReach("acme/demo", [other, { ...mayCall, hasKey: true }])).toBe("customers");
  expect(toReach(null, [other])).toBe("nobody");
  expect(firstRunFacts(start).published).toContain("no customer may call it yet");
});

test("a key is in use once it was used, and not when it was minted", () => {
  const minted = { ...start, group, keyPrefix: "sky_abcdefghijkl" };
  expect(firstRunFacts(minted).key).toBe("is minted; it was not used yet");
  expect(firstRunFacts({ ...minted, called: true }).key).toBe("is in use");
  expect(firstRunFacts({ ...minted, called: null }).key).toBe("is minted");
});

test("a group is said to call what it may call", () => {
  expect(firstRunFacts({ ...start, group }).group).toBe("may call acme/demo");
});
