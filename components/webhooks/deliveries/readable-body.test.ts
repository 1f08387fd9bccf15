import { expect, test } from "vitest";
import { readableBody } from "./readable-body";

test("JSON is spread over lines, and what is none stays as it is", () => {
  expect(readableBody('{"a":[1]}').text).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readableBody("bye").text).toBe("bye");
});

test("a huge body is cut, and says so", () => {
  const { text, isCut } = readableBody(JSON.stringify("x".repeat(1_000_000)));
  expect(text.length).toBe(20_000);
  expect(isCut).toBe(true);
  expect(readableBody("{}").isCut).toBe(false);
});
