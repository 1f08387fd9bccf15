import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { group as groupContract } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  dumpTables,
  groupBody,
  groupsPath,
  postGroup,
  readGroup,
  tokensPerMinute,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const post = (body: unknown) =>
  gateway.inject("POST", groupsPath, { key: gateway.managementKey, body });

describe("creating a group", () => {
  test("answers the group with both limit lists on every model and the source of each limit", async () => {
    const answer = await post({
      metadata: { external_entity_id: "cust_1", name: "Acme Corp" },
      models: [
        {
          slug: "acme/a",
          rate_limits: [
            { type: "REQUEST", unit: "SECOND", threshold: 5 },
            { type: "TOKEN", unit: "MINUTE", threshold: 0 },
          ],
        },
        { slug: "acme/b", usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 7 }] },
      ],
      hierarchy: {},
    });
    expect(answer.status).toBe(200);
    expect(groupContract.parse(answer.json)).toEqual(answer.json);
    const { id } = answer.json;
    expect(answer.json).toEqual({
      id,
      metadata: { name: "Acme Corp", external_entity_id: "cust_1" },
      models: [
        {
          slug: "acme/a",
          rate_limits: [
            { type: "TOKEN", unit: "MINUTE", threshold: 0 },
            { type: "REQUEST", unit: "SECOND", threshold: 5 },
          ],
          usage_limits: [],
        },
        {
          slug: "acme/b",
          rate_limits: [],
          usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 7 }],
        },
      ],
      effective_models: [
        {
          slug: "acme/a",
          rate_limits: [
            { type: "TOKEN", unit: "MINUTE", threshold: 0, source_group: id },
            { type: "REQUEST", unit: "SECOND", threshold: 5, source_group: id },
          ],
          usage_limits: [],
        },
        {
          slug: "acme/b",
          rate_limits: [],
          usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 7, source_group: id }],
        },
      ],
      hierarchy: { limit_enforcement: "INDEPENDENT", parent_group_id: null },
      created_at: "2026-03-10T12:00:00.000Z",
    });
    expect((await readGroup(gateway, { id })).json).toEqual(answer.json);
  });

  test("keeps slugs in the order they were sent, and slugs that no endpoint serves", async () => {
    const slugs = ["acme/zeta", "nobody/serves", "acme/alpha"];
    const group = await addGroup(gateway, "ordered", { models: slugs.map((slug) => ({ slug })) });
    expect(group.models.map((model) => model.slug)).toEqual(slugs);
    expect(group.effective_models.map((model) => model.slug)).toEqual(slugs);
  });

  test("keeps thresholds up to the largest safe integer exactly", async () => {
    const models = [tokensPerMinute(Number.MAX_SAFE_INTEGER)];
    const group = await addGroup(gateway, "large", { models });
    expect((await readGroup(gateway, group)).json.models[0].rate_limits[0].threshold).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  test("keeps text of any script, and quotes, exactly", async () => {
    const name = "Ünïcode 客户 🚀 '\"; DROP TABLE groups; --";
    const group = await addGroup(gateway, "id with 空格/slash?&#", { name });
    expect((await readGroup(gateway, group)).json.metadata).toEqual({
      name,
      external_entity_id: "id with 空格/slash?&#",
    });
  });

  test("ignores fields it does not know", async () => {
    const body = { ...groupBody("unknown-fields"), id: "grp_mine", extra: { deep: [1] } };
    const answer = await post({ ...body, hierarchy: { ...body.hierarchy, level: 9 } });
    expect(answer.status).toBe(200);
    expect(answer.json.id).not.toBe("grp_mine");
  });

  test("gives a child its parent's mode, and a root INDEPENDENT", async () => {
    const root = await addGroup(gateway, "modes", { mode: "CASCADING" });
    const child = await addGroup(gateway, "modes-child", { parent: root });
    expect(child.hierarchy).toEqual({ limit_enforcement: "CASCADING", parent_group_id: root.id });
    const plain = await addGroup(gateway, "modes-plain");
    expect(plain.hierarchy.limit_enforcement).toBe("INDEPENDENT");
  });

  test("refuses a mode other than the parent's with 400", async () => {
    const root = await addGroup(gateway, "mode-differs", { mode: "CASCADING" });
    const answer = await postGroup(gateway, "mode-child", { parent: root, mode: "INDEPENDENT" });
    expect(answer.status).toBe(400);
    expect(answer.json.details[0].path).toBe("hierarchy.limit_enforcement");
  });

  test("allows five levels and refuses a sixth with 400", async () => {
    let parent = await addGroup(gateway, "level-1");
    for (const level of [2, 3, 4, 5]) {
      parent = await addGroup(gateway, `level-${level}`, { parent });
    }
    const sixth = await postGroup(gateway, "level-6", { parent });
    expect(sixth.status).toBe(400);
    expect(sixth.json.details[0].path).toBe("hierarchy.parent_group_id");
  });

  test("answers 404 for a parent that is unknown, foreign or deleted", async () => {
    const foreign = await addGroup(gateway, "foreign", {}, gateway.otherWorkspace.managementKey);
    const deleted = await addGroup(gateway, "deleted-parent");
    await deleteGroup(gateway, deleted);
    const before = await dumpTables(gateway.db);
    for (const parent of ["grp_unknown", "", foreign.id, deleted.id]) {
      const answer = await postGroup(gateway, "orphan", { parent });
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual({ code: "NOT_FOUND", message: "parent group not found" });
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("refuses an external id that another live group has with 400 naming the field", async () => {
    await addGroup(gateway, "twice");
    const before = await dumpTables(gateway.db);
    const answer = await postGroup(gateway, "twice");
    expect(answer.status).toBe(400);
    expect(answer.json.message).toContain("metadata.external_entity_id");
    expect(answer.json.details[0].path).toBe("metadata.external_entity_id");
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("lets two workspaces use one external id", async () => {
    await addGroup(gateway, "shared-id");
    await addGroup(gateway, "shared-id", {}, gateway.otherWorkspace.managementKey);
  });

  test("counts characters, not UTF-16 units: 255 emoji are a valid external id", async () => {
    await addGroup(gateway, "🚀".repeat(255));
    expect((await postGroup(gateway, "🚀".repeat(256))).status).toBe(400);
  });

  test("writes an audit row that names the actor and what was declared", async () => {
    const group = await addGroup(gateway, "audited", { models: [tokensPerMinute(5)] });
    const { rows } = await gateway.db.query(
      "SELECT event_type, event_data, actor FROM audit_logs WHERE event_data->>'group_id' = $1",
      [group.id],
    );
    expect(rows).toEqual([
      {
        event_type: "GATEWAY_GROUP_CREATED",
        event_data: expect.objectContaining({
          external_entity_id: "audited",
          models: group.models,
        }),
        actor: expect.objectContaining({ type: "API_KEY", name: "management key" }),
      },
    ]);
  });
});
