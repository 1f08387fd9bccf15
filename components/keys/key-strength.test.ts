import { expect, test } from "vitest";
import { keyChecks, keyProblem, registrationBody } from "./key-strength";
import { keySnippets, maskedKey } from "./snippets";

const strong = "sk-live.7Qm2xV9tR4bN8cKd3Fh6Jp1LwZyGsE0a";

test("both rules are measured while a key is typed", () => {
  expect(keyChecks("").map((check) => check.isMet)).toEqual([false, false]);
  expect(keyChecks("a".repeat(40))).toMatchObject([
    { has: "40", isMet: true },
    { has: "0.00", isMet: false },
  ]);
  // Eight different characters, each equally often: exactly 3 bits.
  expect(keyChecks("abcdefgh".repeat(4))).toMatchObject([
    { isMet: true },
    { has: "3.00", isMet: true },
  ]);
  expect(keyChecks(strong).every((check) => check.isMet)).toBe(true);
  expect(keyChecks(strong.repeat(4))[0]).toMatchObject({ isMet: false });
});

test("the signed text is exactly what is sent, and there is none for a key that is refused", () => {
  expect(registrationBody(strong, " prod ")).toBe(`{"key":"${strong}","name":"prod"}`);
  expect(registrationBody(strong, "  ")).toBe(`{"key":"${strong}"}`);
  expect(registrationBody("short", "")).toBeNull();
  expect(registrationBody(`${strong} with space`, "")).toBeNull();
});

test("a key that can't stand in a header is refused with the reason", () => {
  expect(keyProblem(strong)).toBeNull();
  expect(keyProblem("")).toBeNull();
  expect(keyProblem(strong.replace("7", "é"))).toMatch(/ASCII/);
});

test("a masked key shows its prefix and nothing of its secret", () => {
  const masked = maskedKey("sky_sCqhBwEy4kPd.secretsecret", "sky_sCqhBwEy4kPd");
  expect(masked).toBe(`sky_sCqhBwEy4kPd.${"•".repeat(12)}`);
  expect(maskedKey("whole-other-key", "sky_x")).toBe("•".repeat(15));
});

test("every snippet names the key, the base URL and, where it calls, the slug", () => {
  const snippets = keySnippets({
    apiKey: "sky_sCqhBwEy4kPd.secret",
    baseUrl: "https://api.acme.dev/v1",
    slug: "acme/glm-5.2",
  });
  expect(snippets.map(({ name }) => name)).toEqual([".env line", "curl", "Python", "JavaScript"]);
  for (const { name, text } of snippets) {
    expect(text, name).toContain("sky_sCqhBwEy4kPd.secret");
    expect(text, name).toContain("https://api.acme.dev/v1");
    expect(text.includes("acme/glm-5.2"), name).toBe(name !== ".env line");
  }
});
