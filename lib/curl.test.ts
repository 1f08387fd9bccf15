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
