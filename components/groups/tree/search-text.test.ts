import fc from "fast-check";
import { expect, test } from "vitest";
import { foundCount, searchText } from "./search-text";

test("names, ids and external ids are sent as they are typed", () => {
  for (const text of ["Acme Corp", "cust_42", "grp_01J9ZK3V5Q8XR2M4T6W8"]) {
    expect(searchText(text)).toEqual({ sent: text, isCut: false });
  }
});

test("of a minted key only the prefix is sent, from the first character of the secret on", () => {
  expect(searchText("sky_sCqhBwEy4kPd.S")).toEqual({ sent: "sky_sCqhBwEy4kPd", isCut: true });
  expect(searchText("  sky_sCqhBwEy4kPd.averylongsecretpart  ").sent).toBe("sky_sCqhBwEy4kPd");
});

test("of whatever could be a registered key at most 16 characters are sent, a UUID included", () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 32,
    maxLength: 128,
  });
  fc.assert(fc.property(visible, (key) => searchText(key).sent === key.slice(0, 16)));
  expect(searchText("0b9d7910-db93-c478-a1b2-c3d4e5f60718").sent).toBe("0b9d7910-db93-c4");
});

test("a number of groups is exact, or said to be only the first ones", () => {
  expect(foundCount(1, 50)).toBe("1 group found");
  expect(foundCount(50, 50)).toBe("50 groups found");
  expect(foundCount(51, 50)).toBe("The first 50 groups found: type more to narrow it down");
});
