import { describe, expect, test } from "vitest";
import { slug, slugPrefix } from "./slug";
import { toPrefix } from "./slug-prefix";

describe("a slug", () => {
  test.each(["acme/glm-5.2", "a/b", "A_b~1/x.y_z~-", "acme/..x".replace("..", "a..")])(
    "may be %s",
    (value) => {
      expect(slug.safeParse(value).success).toBe(true);
    },
  );

  test.each([
    "",
    "acme",
    "/a",
    "acme/",
    "a/b/c",
    "acme/a b",
    "acme/a;b",
    "acme/ä",
    "acme/a%2f",
    "acme/.",
    "acme/..",
    "../a",
    "acme/a\n",
    "acme/a\u0000",
    `acme/${"x".repeat(251)}`,
  ])("is never %j", (value) => {
    expect(slug.safeParse(value).success).toBe(false);
  });

  test("may have 255 characters", () => {
    expect(slug.safeParse(`acme/${"x".repeat(250)}`).success).toBe(true);
  });

  test("starts with its owner's prefix, one segment", () => {
    expect(toPrefix("acme/glm-5.2")).toBe("acme");
    expect(slugPrefix.safeParse("acme").success).toBe(true);
    expect(slugPrefix.safeParse("acme/").success).toBe(false);
  });
});
