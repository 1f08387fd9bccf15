import { expect, test } from "vitest";
import { curlCommand } from "./curl";

test("quotes what the shell would read, and names the key by its variable only", () => {
  const command = curlCommand({
    method: "POST",
    path: "/v1/x?a=1&b=$(id)",
    body: { name: "it's" },
  });
  expect(command).toBe(
    [
      `curl -X POST "$GATEWAY_API_URL"'/v1/x?a=1&b=$(id)'`,
      `-H "Authorization: Api-Key $GATEWAY_API_KEY"`,
      `-H 'Content-Type: application/json'`,
      `-d '{\n  "name": "it'\\''s"\n}'`,
    ].join(" \\\n  "),
  );
});

test("a key of another kind is another variable, left to the shell", () => {
  const command = curlCommand({
    origin: "https://x.example/v1",
    path: "/models",
    keyVariable: "API_KEY",
  });
  expect(command).toContain(`curl 'https://x.example/v1/models'`);
  expect(command).toContain(`-H "Authorization: Api-Key $API_KEY"`);
});
