import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createProgress } from "./progress";

test("a step ends with what was done, not with what was planned", () => {
  const stream = new PassThrough();
  const progress = createProgress(stream);
  progress.step("groups", 200);
  progress.advance(200);
  progress.step("usage", 8_000);
  progress.advance(7_500);
  progress.advance(388);
  progress.end();
  expect(String(stream.read())).toBe("groups: 200\nusage: 7,888\n");
});
