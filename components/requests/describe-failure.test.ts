import { expect, test } from "vitest";
import { describeFailure } from "./describe-failure";

const answered = (status: number) => describeFailure({ code: "upstream_error", status });
const silent = (code: string) => describeFailure({ code, status: null });

test("what the model's server answered is said, and what to check", () => {
  expect(answered(404)).toBe(
    "The model's server answered 404: check Base URL and Target model of the endpoint.",
  );
  expect(answered(401)).toMatch(/answered 401: .*secret/);
  expect(answered(302)).toMatch(/answered 302, a redirect/);
  expect(answered(429)).toMatch(/answered 429: .*quota/);
  expect(answered(422)).toMatch(/answered 422: .*caller was told/);
  expect(answered(500)).toMatch(/answered 500: .*its side/);
});

test("a server that gave no answer is not said to have given one", () => {
  expect(silent("upstream_timeout")).toMatch(/not answer in time/);
  expect(silent("upstream_unreachable")).toMatch(/connection .* failed/);
  expect(silent("upstream_address_refused")).toMatch(/may not call/);
  expect(silent("upstream_invalid_response")).toMatch(/answered, but/);
  expect(silent("internal_error")).toContain("internal_error");
});

test("a request of an earlier version says no more than is known", () => {
  for (const unknown of [null, undefined]) {
    expect(describeFailure(unknown)).toMatch(/did not give an answer/);
  }
});
