import { expect, test } from "vitest";
import { operations } from "@/gateway/contracts/operations/operations";
import { toCurl } from "./curl";

test("quotes what the shell would read, and names the key by its variable only", () => {
  const command = toCurl({ method: "POST", path: "/v1/x?a=1&b=$(id)" }, { body: { name: "it's" } });
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
  const command = toCurl(
    { method: "GET", path: "/models" },
    {},
    { origin: "https://x.example/v1", keyVariable: "API_KEY" },
  );
  expect(command).toContain(`curl 'https://x.example/v1/models'`);
  expect(command).toContain(`-H "Authorization: Api-Key $API_KEY"`);
});

test.each([
  ["/v1/gateway/groups/grp_1/api_keys/sky_2", { group_id: "grp_1", prefix: "sky_2" }],
  ["/v1/gateway/groups/a%2Fb%20%3F/api_keys/%24(id)", { group_id: "a/b ?", prefix: "$(id)" }],
  ["/v1/gateway/groups/it'\\''s/api_keys/%26", { group_id: "it's", prefix: "&" }],
])("what an operation is asked as a command is what the dashboard sends: %s", (path, params) => {
  const asked = `curl -X DELETE "$GATEWAY_API_URL"'${path}'`;
  expect(toCurl(operations.revokeKey, { params }).split(" \\\n")[0]).toBe(asked);
});
