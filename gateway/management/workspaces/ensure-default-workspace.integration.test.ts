import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { sha256 } from "./authenticate";
import { ensureDefaultWorkspace } from "./ensure-default-workspace";
import { findManagementKeyByHash } from "./management-key-store";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway();
});
afterEach(() => gateway.close());

function ensure(managementKey: string, slugPrefixes = ["acme"]) {
  const defaultWorkspace = {
    managementKey,
    slugPrefixes,
    registrationPublicKey: null,
    webhook: null,
  };
  return ensureDefaultWorkspace({
    ...gateway.deps,
    config: { ...gateway.deps.config, defaultWorkspace },
  });
}

const find = (key: string) => findManagementKeyByHash(gateway.db, sha256(key));

it("makes the configured key the default workspace's one dashboard key", async () => {
  const { id } = await ensure("configured-key-number-one");
  expect(await find("configured-key-number-one")).toMatchObject({
    workspaceId: id,
    workspaceName: "default",
    scope: "management",
    isDashboard: true,
    onboarded: true,
  });
});

it("ends the key that was configured before, and takes it back when it is configured again", async () => {
  await ensure("configured-key-number-one");
  await ensure("configured-key-number-two");
  expect(await find("configured-key-number-one")).toBeUndefined();
  await ensure("configured-key-number-one");
  expect(await find("configured-key-number-one")).toMatchObject({ isDashboard: true });
  expect(await find("configured-key-number-two")).toBeUndefined();
});

it("leaves the keys that operators made alone", async () => {
  await ensure("configured-key-number-one");
  expect(await find(gateway.managementKey)).toMatchObject({ isDashboard: false });
});

it("is made once when replicas start together", async () => {
  const made = await Promise.all([1, 2, 3, 4].map(() => ensure("configured-key-number-one")));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
});

it("owns the configured prefixes and no others, and refuses another workspace's", async () => {
  await ensure("configured-key-number-one", ["acme", "acme-eu"]);
  await ensure("configured-key-number-one", ["acme-eu"]);
  const { rows } = await gateway.db.query(
    "SELECT prefix FROM workspace_slug_prefixes WHERE workspace_id = $1",
    [gateway.workspaceId],
  );
  expect(rows).toEqual([{ prefix: "acme-eu" }]);
  await expect(ensure("configured-key-number-one", ["globex"])).rejects.toThrow(
    /^GATEWAY_SLUG_PREFIXES must .* globex belongs to another one$/,
  );
});

it("refuses a key that belongs to another workspace", async () => {
  await expect(ensure(gateway.otherWorkspace.managementKey)).rejects.toThrow(
    /^GATEWAY_API_KEY must /,
  );
});
