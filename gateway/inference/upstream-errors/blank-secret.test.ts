import { expect, test } from "vitest";
import { blankSecret } from "./blank-secret";
import { keptWords } from "./kept-words";

const secret = "sk-proj-A1b2/C3d4+E5f6=G7h8";
const base64 = (text: string) => Buffer.from(text).toString("base64");

test.each([
  ["as it is", `Bearer ${secret}`],
  ["twice", `${secret} and ${secret}`],
  ["in small letters", secret.toLowerCase()],
  ["as URLs write it", encodeURIComponent(secret)],
  ["as URLs write it in small letters", encodeURIComponent(secret).toLowerCase()],
  ["with JSON's escapes", JSON.stringify({ key: secret }).replaceAll("/", "\\/")],
  ["in base64", base64(secret)],
  ["in base64 behind a name", base64(`user:${secret}`)],
  ["in base64 behind a scheme", base64(`Bearer ${secret}`)],
  ["in base64 for URLs", Buffer.from(`x:${secret}`).toString("base64url")],
  ["in hex", Buffer.from(secret).toString("hex")],
  ["its beginning", secret.slice(0, 14)],
  ["its end", secret.slice(-14)],
])("a secret that is quoted %s is blanked", (_name, quoted) => {
  const text = blankSecret(`before ${quoted} after`, secret);
  expect(text).toMatch(/^before .*•••.* after$/);
  for (let at = 0; at + 12 <= quoted.length; at++) {
    expect(text).not.toContain(quoted.slice(at, at + 12));
  }
});

test("what only looks like a part of it stays", () => {
  const text = "sk-proj- is how such keys begin; A1b2 is a name";
  expect(blankSecret(text, secret)).toBe(text);
  expect(blankSecret(text, "")).toBe(text);
});

test("a short stand-in for a secret is blanked as a word, not within words", () => {
  expect(blankSecret("key none is wrong, nonetheless", "none")).toBe(
    "key ••• is wrong, nonetheless",
  );
});

test("what is kept of an answer is a KiB of whole characters without secrets or control characters", () => {
  const kept = keptWords(`\u0000\u001b[31m${secret} ${"👋".repeat(1_000)}`, secret);
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(1_024);
  expect(kept).toMatch(/^\[31m••• (?:👋)+…$/u);
  expect(keptWords(JSON.stringify({ a: secret }).replaceAll("-", "\\u002d"), secret)).toBe(
    '{"a":"•••"}',
  );
  expect(keptWords('{"a":"\\ud83d"}', secret)).toBe('{"a":"\\ud83d"}');
  expect(keptWords("", secret)).toBe("");
});
