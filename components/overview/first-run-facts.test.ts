import { expect, test } from "vitest";
import { firstRunFacts } from "./first-run-facts";

const group = { id: "grp_1", label: "Acme", slugs: ["acme/demo"] };
const start = { endpointSlug: "acme/demo", group: null, keyPrefix: null, called: false };

test("nobody can call a published model before a group may and has a key", () => {
  expect(firstRunFacts(start).published).toContain("no customer may call it yet");
  const other = { ...group, slugs: ["acme/other"] };
  expect(firstRunFacts({ ...start, group: other }).published).toContain("no customer may");
  expect(firstRunFacts({ ...start, group }).published).toContain("once they have a key");
  const handedOver = { ...start, group, keyPrefix: "sky_abcdefghijkl" };
  expect(firstRunFacts(handedOver)).toMatchObject({
    published: "can be called by customers",
    callableSlug: "acme/demo",
  });
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
