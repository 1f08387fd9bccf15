import { describe, expect, test } from "vitest";
import { searchTerm } from "./search-term";

describe("searchTerm", () => {
  test("of a whole minted key only the prefix leaves the browser", () => {
    expect(searchTerm(" sky_sCqhBwEy4kPd.very-secret-part ")).toBe("sky_sCqhBwEy4kPd");
  });

  test("of a registered key of any shape only the first 16 characters leave", () => {
    expect(searchTerm("zR7!kQ2@vB9#nL4$wX6%yT8^mP1&cD3*")).toBe("zR7!kQ2@vB9#nL4$");
  });

  test.each([
    "acme",
    "Acme Corp, the one in the north of the country",
    "grp_3kTMdAbCdEfGhIjKlMnO",
    "0d9f6b1e-4a55-4c1e-9a39-6e9b7a1f2c33",
  ])("keeps %s whole", (text) => {
    expect(searchTerm(text)).toBe(text);
  });
});
