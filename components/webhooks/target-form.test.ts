import { expect, test } from "vitest";
import { targetHint, targetResolver } from "./target-form";

const options = { fields: {}, shouldUseNativeValidation: false };
const resolve = (url: string) => targetResolver({ url }, undefined, options);

test("a pasted address loses the spaces around it", async () => {
  expect(await resolve(" https://a.example/x\n")).toEqual({
    values: { url: "https://a.example/x" },
    errors: {},
  });
});

test("what the contract refuses is said in the form's words", async () => {
  expect(await resolve("  ")).toMatchObject({
    errors: { url: { message: "The target URL must not be empty" } },
  });
  expect(await resolve("x".repeat(2_049))).toMatchObject({
    errors: { url: { message: "The target URL must have at most 2048 characters" } },
  });
  expect(await resolve("x y")).toMatchObject({
    errors: { url: { message: expect.stringMatching(/^The target URL must /) } },
  });
});

test("the hint says what the server takes: http where it is allowed, no port where it is not", () => {
  expect(targetHint(true)).toMatch(/^An https or http address, this machine's own included/);
  expect(targetHint(false)).toMatch(/^An https address without a port,/);
  expect(targetHint(undefined)).not.toContain("http");
});
