import { expect, test } from "vitest";
import { insertion } from "./insertion-store";

test("a row is inserted by its members' names, its values as parameters", () => {
  expect(insertion("keys AS k", { id: "1; DROP", createdAt: 5, isDashboard: null })).toEqual({
    sql: "INSERT INTO keys AS k (id, created_at, is_dashboard) VALUES ($1, $2, $3)",
    values: ["1; DROP", 5, null],
  });
});

test.each(["id) VALUES ('x'); --", "a b", 'a"b', "é", "", "1", "__proto", "a-b"])(
  "no name that was sent becomes a part of the statement: %s",
  (name) => {
    expect(() => insertion("keys", { [name]: 1 })).toThrow("has no columns");
  },
);
