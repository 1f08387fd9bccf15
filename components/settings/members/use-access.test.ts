import { expect, test } from "vitest";
import { isGroupUnchosen } from "./use-access";

const group = { id: "grp_1", label: "Search" };

test("a group that was typed and not chosen is not the whole workspace", () => {
  expect(isGroupUnchosen({ role: "operator", group: null, groupSearch: "Search" })).toBe(true);
  expect(isGroupUnchosen({ role: "viewer", group: null, groupSearch: " Search " })).toBe(true);
});

test("a chosen group, an empty field and an admin, who has none, may be sent", () => {
  expect(isGroupUnchosen({ role: "operator", group, groupSearch: "" })).toBe(false);
  expect(isGroupUnchosen({ role: "operator", group: null, groupSearch: "  " })).toBe(false);
  expect(isGroupUnchosen({ role: "admin", group: null, groupSearch: "Search" })).toBe(false);
});
