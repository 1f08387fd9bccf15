import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changesChannel } from "../../platform/db/changes";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  groupsPath,
  listExternalIds,
  listGroups,
  listKeys,
  mintKey,
  readGroup,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

describe("deleting a group", () => {
  test("takes the subtree and every key in it, and nothing beside it", async () => {
    const root = await addGroup(gateway, "root");
    const target = await addGroup(gateway, "target", { name: "Target", parent: root });
    const below = await addGroup(gateway, "below", { parent: target });
    const sibling = await addGroup(gateway, "sibling", { parent: root });
    const kept = await mintKey(gateway, sibling);
    const lost = await mintKey(gateway, below);

    gateway.clock.advance(5_000);
    const answer = await deleteGroup(gateway, target);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      id: target.id,
      metadata: { name: "Target", external_entity_id: "target" },
      deleted_at: new Date(gateway.clock.now()).toISOString(),
    });

    for (const gone of [target, below]) {
      expect((await readGroup(gateway, gone)).status).toBe(404);
      expect((await deleteGroup(gateway, gone)).status).toBe(404);
    }
    expect(listExternalIds(await listGroups(gateway))).toEqual(["root", "sibling"]);
    expect((await listKeys(gateway, sibling)).map(({ prefix }) => prefix)).toEqual([kept.prefix]);
    const key = await gateway.inject("GET", `${groupsPath}/${below.id}/api_keys/${lost.prefix}`, {
      key: gateway.viewKey,
    });
    expect(key.status).toBe(404);
    const { rows } = await gateway.db.query(
      "SELECT prefix FROM api_keys WHERE revoked_at IS NOT NULL",
    );
    expect(rows).toEqual([{ prefix: lost.prefix }]);
  });

  test("frees every external id of the subtree", async () => {
    const first = await addGroup(gateway, "reused");
    await addGroup(gateway, "reused-child", { parent: first });
    await deleteGroup(gateway, first);
    const second = await addGroup(gateway, "reused");
    await addGroup(gateway, "reused-child", { parent: second });
  });

  test("tells every replica which tree and which keys changed, once it is committed", async () => {
    const group = await addGroup(gateway, "announced");
    const { prefix } = await mintKey(gateway, group);
    const listener = await gateway.db.connect();
    const heard: unknown[] = [];
    listener.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "null")));
    await listener.query(`LISTEN ${changesChannel}`);
    await deleteGroup(gateway, group);
    await expect.poll(() => heard).toHaveLength(2);
    expect(heard).toEqual([
      { kind: "group", rootGroupId: group.id },
      { kind: "key", prefix },
    ]);
    listener.release(true);
  });
});
