import { expect, test } from "vitest";
import { mintKeyBody } from "@/gateway/contracts/key";
import { nextKeyName } from "./next-key-name";

test.each([
  ["production", "production (2)"],
  ["production (2)", "production (3)"],
  ["production(9)", "production (10)"],
  ["v2", "v2 (2)"],
  ["two\nlines", "two\nlines (2)"],
  [null, "key (2)"],
  ["", "key (2)"],
  ["(2)", "key (3)"],
])("the key after %j is %j", (name, next) => {
  expect(nextKeyName(name, [name])).toBe(next);
});

test("a name that another key has is passed over", () => {
  expect(nextKeyName("a", ["a", "a (2)", null, "a (3)"])).toBe("a (4)");
});

test("the longest name leaves room for the number", () => {
  for (const character of ["x", "é", "😀"]) {
    const longest = character.repeat(255);
    const next = nextKeyName(longest, [longest]);
    expect(mintKeyBody.safeParse({ name: next }).success).toBe(true);
    expect(next).toMatch(/ \(2\)$/);
  }
});
