import { expect, test } from "vitest";
import { apiFailure } from "./call-failure";
import { nextStep } from "./next-step";

const failed = (status: number, body: string, headers: Record<string, string> = {}) =>
  apiFailure(body, { status, headers });

test("the message is the API's own, whatever body it came in", () => {
  const openAi = `{"error":{"message":"No such key","type":"invalid_request_error","code":"invalid_api_key","param":null}}`;
  expect(failed(401, openAi)).toMatchObject({ message: "No such key", code: "invalid_api_key" });
  expect(failed(401, `{"error":"invalid api key"}`).message).toBe("invalid api key");
  expect(failed(403, `{"code":"X","message":"Forbidden"}`).message).toBe("Forbidden");
  expect(failed(502, "<html><body><h1>Bad gateway</h1></body></html>").message).toBe("Bad gateway");
  expect(failed(500, "").message).toBe("The answer has no text.");
});

test("what to do names the wait, the slug, and that waiting does not help", () => {
  const step = (status: number, headers?: Record<string, string>) =>
    nextStep(failed(status, "no", headers), "acme/glm", false);
  expect(step(429, { "retry-after": "12" })).toContain("Send it again in 12 s");
  expect(step(429, { "retry-after": "5400" })).toContain("in 90 min");
  const never = step(429, { "retry-after": "60", "x-should-retry": "false" });
  expect(never).not.toContain("in 60 s");
  expect(never).toContain("Max tokens");
  expect(step(404)).toContain("acme/glm");
  expect(step(401)).toContain("whole key");
  expect(step(503)).toContain("shortly");
});
