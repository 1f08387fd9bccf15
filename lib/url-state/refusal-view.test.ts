import { expect, test } from "vitest";
import { everyRefusal, parseRefusalView, refusalsFrom, refusalsHref } from "./refusal-view";

test("a view stands in the address, and is read from it", () => {
  const view = { range: "7d", groupId: "grp_1", slug: "acme/a b" } as const;
  const href = refusalsHref(view);
  expect(href).toBe("/requests?group=grp_1&slug=acme%2Fa+b&range=7d");
  const params = Object.fromEntries(new URL(href, "http://x").searchParams);
  expect(parseRefusalView(params)).toEqual(view);
});

test("the default stands in no address, and in place of what was mistyped", () => {
  expect(refusalsHref(everyRefusal)).toBe("/requests");
  const mistyped = { range: "2y", group: "", slug: ["a", "b"] };
  expect(parseRefusalView(mistyped)).toEqual(everyRefusal);
  expect(parseRefusalView({ group: "x".repeat(256) })).toEqual(everyRefusal);
});

test("a range goes back from now", () => {
  const now = Date.UTC(2026, 0, 8, 12);
  expect(refusalsFrom({ range: "1h" }, now)).toBe("2026-01-08T11:00:00.000Z");
  expect(refusalsFrom({ range: "24h" }, now)).toBe("2026-01-07T12:00:00.000Z");
  expect(refusalsFrom({ range: "7d" }, now)).toBe("2026-01-01T12:00:00.000Z");
});
