import { expect, test } from "vitest";
import type { Group } from "@/gateway/contracts/group";
import { fail, ok } from "@/lib/gateway/result";
import { readDeletionImpact } from "./deletion-impact";

const group = (id: string, parent: string | null): Group => ({
  id,
  metadata: { external_entity_id: id },
  models: [],
  effective_models: [],
  hierarchy: { limit_enforcement: "INDEPENDENT", parent_group_id: parent },
  created_at: "2026-01-01T00:00:00Z",
});
const key = { prefix: "sky_000000000000" };
const last = { has_more: false, cursor: null };

test("counts the group, everything below it on every page, and their keys", async () => {
  const pages = [
    {
      items: [group("x", null), group("a", null), group("b", "a")],
      pagination: { has_more: true, cursor: "2" },
    },
    { items: [group("y", "x"), group("c", "b")], pagination: last },
  ];
  const impact = await readDeletionImpact("a", false, {
    groups: ({ cursor }) =>
      Promise.resolve(ok(pages[cursor === "2" ? 1 : 0] ?? { items: [], pagination: last })),
    keys: (id) => Promise.resolve(ok({ items: id === "c" ? [key, key] : [key], pagination: last })),
  });
  expect(impact).toEqual(ok({ groups: 3, keys: 4, isExact: true }));
});

test("says at least so many, where counting on would cost too much", async () => {
  const many = Array.from({ length: 80 }, (_, at) => group(`g${at}`, "a"));
  const impact = await readDeletionImpact("a", true, {
    groups: ({ within }) => {
      expect(within).toBe("a");
      return Promise.resolve(ok({ items: many, pagination: last }));
    },
    keys: () => Promise.reject(new Error("not asked for")),
  });
  expect(impact).toEqual(ok({ groups: 81, keys: null, isExact: true }));
});

test("a server that can't be read is not a count of zero", async () => {
  const down = fail("UNREACHABLE", "down");
  const impact = await readDeletionImpact("a", true, {
    groups: () => Promise.resolve(down),
    keys: () => Promise.resolve(down),
  });
  expect(impact).toEqual(down);
});
