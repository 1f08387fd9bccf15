import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

test.each([
  ...[
    "/v1/gateway/groups",
    "/v1/gateway/endpoints",
    "/v1/secrets",
    "/v1/audit_logs",
    "/v1/api_keys",
  ],
  ...["/v1/gateway/capabilities", "/v1/gateway/groups/none", "/v1/gateway/nowhere", "/v1/models"],
  ...["/v1/users/me", "/v1/teams", "/nowhere", "/v1/gateway/groups?limit=0", "/v1/gateway/%ff"],
])("case 94: an answer to %s is kept by nobody, with a key and without", async (path) => {
  for (const key of [gateway.managementKey, gateway.viewKey, "unknown"]) {
    const answer = await gateway.inject("GET", path, { key });
    expect(answer.headers["cache-control"], `${path} ${answer.status}`).toContain("no-store");
  }
});
