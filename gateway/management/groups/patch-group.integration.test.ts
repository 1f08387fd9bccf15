import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  dumpTables,
  listKeys,
  mintKey,
  patchGroup,
  postGroup,
  readGroup,
  tokensPerDay,
  tokensPerMinute,
} from "../../testing/test-groups";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const refusal = "Child group exceeds parent group limit.";

describe("changing a group", () => {
  test("case 3: replaces the whole set of models, and an absent or null set stays", async () => {
    const group = await addGroup(gateway, "set", {
      models: [tokensPerMinute(5), tokensPerMinute(6, "acme/b")],
    });
    const replaced = await patchGroup(gateway, group, { models: [tokensPerDay(9, "acme/c")] });
    expect(replaced.status).toBe(200);
    expect(replaced.json.models).toEqual([
      {
        slug: "acme/c",
        rate_limits: [],
        usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 9 }],
      },
    ]);
    const renamed = await patchGroup(gateway, group, { metadata: { name: "x" }, models: null });
    expect(renamed.json.models).toEqual(replaced.json.models);
    expect((await readGroup(gateway, group)).json).toEqual(renamed.json);
  });

  test("clears every model with an empty list, and keeps the keys", async () => {
    const group = await addGroup(gateway, "cleared", { models: [tokensPerMinute(5)] });
    const key = await mintKey(gateway, group);
    const answer = await patchGroup(gateway, group, { models: [] });
    expect(answer.json).toMatchObject({ models: [], effective_models: [] });
    expect((await listKeys(gateway, group)).map(({ prefix }) => prefix)).toEqual([key.prefix]);
  });

  test("clears the name with null, and an absent name stays", async () => {
    const group = await addGroup(gateway, "named", { name: "First" });
    expect((await patchGroup(gateway, group, { models: [] })).json.metadata.name).toBe("First");
    const cleared = await patchGroup(gateway, group, { metadata: { name: null } });
    expect(cleared.status).toBe(200);
    expect(cleared.json.metadata).toEqual({ name: null, external_entity_id: "named" });
  });

  test("refuses a body without name and models with 400", async () => {
    const group = await addGroup(gateway, "nothing");
    for (const body of [{}, { metadata: {} }, { models: null }, { metadata: null }, null, []]) {
      expect((await patchGroup(gateway, group, body)).status).toBe(400);
    }
  });

  test("never changes the external id or the place in the tree", async () => {
    const root = await addGroup(gateway, "immutable-root");
    const group = await addGroup(gateway, "immutable", { parent: root });
    const answer = await patchGroup(gateway, group, {
      metadata: { name: "n", external_entity_id: "other" },
      hierarchy: { parent_group_id: null, limit_enforcement: "CASCADING" },
    });
    expect(answer.status).toBe(200);
    expect(answer.json.metadata.external_entity_id).toBe("immutable");
    expect(answer.json.hierarchy).toEqual(group.hierarchy);
  });

  test("answers 404 for a deleted group", async () => {
    const group = await addGroup(gateway, "gone");
    await deleteGroup(gateway, group);
    expect((await patchGroup(gateway, group, { models: [] })).status).toBe(404);
  });

  test("keeps name and models before and after in the audit log", async () => {
    const group = await addGroup(gateway, "audited", { name: "A", models: [tokensPerMinute(5)] });
    const { json } = await patchGroup(gateway, group, { models: [tokensPerMinute(6)] });
    const { rows } = await gateway.db.query(
      "SELECT event_data FROM audit_logs WHERE event_type = 'GATEWAY_GROUP_UPDATED' AND event_data->>'group_id' = $1",
      [group.id],
    );
    expect(rows[0]?.event_data).toMatchObject({
      before: { name: "A", models: group.models },
      after: { name: "A", models: json.models },
    });
  });
});

describe("limits of a CASCADING tree", () => {
  test("may be equal to an ancestor's, and over-provisioned across siblings", async () => {
    const parent = await addGroup(gateway, "equal", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    await addGroup(gateway, "equal-1", { parent, models: [tokensPerMinute(100)] });
    await addGroup(gateway, "equal-2", { parent, models: [tokensPerMinute(70)] });
  });

  test("are checked against every ancestor, also past levels that declare nothing", async () => {
    const root = await addGroup(gateway, "far", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const middle = await addGroup(gateway, "far-2", { parent: root });
    const before = await dumpTables(gateway.db);
    const answer = await postGroup(gateway, "far-3", {
      parent: middle,
      models: [{ slug: "acme/b" }, tokensPerMinute(101)],
    });
    expect(answer.status).toBe(400);
    expect(answer.json.message).toBe(refusal);
    expect(answer.json.details[0].path).toBe("models.1.rate_limits.0.threshold");
    expect(answer.json.details[0].message).toContain(root.id);
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("cannot be raised above an ancestor's, nor lowered below a descendant's", async () => {
    const root = await addGroup(gateway, "span", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const middle = await addGroup(gateway, "span-2", { parent: root });
    const leaf = await addGroup(gateway, "span-3", {
      parent: middle,
      models: [tokensPerMinute(60)],
    });
    const before = await dumpTables(gateway.db);
    for (const [group, threshold] of [
      [leaf, 101],
      [middle, 101],
      [middle, 59],
      [root, 59],
      [root, 0],
    ] as const) {
      const answer = await patchGroup(gateway, group, { models: [tokensPerMinute(threshold)] });
      expect(answer.status).toBe(400);
      expect(answer.json.message).toBe(refusal);
    }
    expect(await dumpTables(gateway.db)).toBe(before);
    expect((await patchGroup(gateway, root, { models: [tokensPerMinute(60)] })).status).toBe(200);
    expect((await patchGroup(gateway, middle, { models: [tokensPerMinute(60)] })).status).toBe(200);
  });

  test("name the descendants that stand in the way", async () => {
    const root = await addGroup(gateway, "blocked", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const child = await addGroup(gateway, "blocker", {
      parent: root,
      models: [tokensPerMinute(80)],
    });
    const answer = await patchGroup(gateway, root, { models: [tokensPerMinute(10)] });
    expect(answer.json.details).toEqual([
      {
        path: "models.0.rate_limits.0.threshold",
        message: expect.stringContaining(`${child.id} (blocker) declares 80`),
      },
    ]);
  });

  test("bound only the same slug, kind, type and unit", async () => {
    const root = await addGroup(gateway, "tuples", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    await addGroup(gateway, "tuples-2", {
      parent: root,
      models: [
        { slug: "acme/a", rate_limits: [{ type: "TOKEN", unit: "SECOND", threshold: 500 }] },
        tokensPerMinute(500, "acme/b"),
      ],
    });
    await addGroup(gateway, "tuples-3", {
      parent: root,
      models: [
        {
          slug: "acme/a",
          rate_limits: [{ type: "REQUEST", unit: "MINUTE", threshold: 500 }],
          usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 500 }],
        },
      ],
    });
  });

  test("count no more when they are dropped, or when their group is deleted", async () => {
    const root = await addGroup(gateway, "dropped", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const child = await addGroup(gateway, "dropped-2", {
      parent: root,
      models: [tokensPerMinute(90)],
    });
    await deleteGroup(gateway, child);
    expect((await patchGroup(gateway, root, { models: [tokensPerMinute(10)] })).status).toBe(200);
    expect((await patchGroup(gateway, root, { models: [] })).status).toBe(200);
    await addGroup(gateway, "dropped-3", { parent: root, models: [tokensPerMinute(1000)] });
    const declaredAgain = await patchGroup(gateway, root, { models: [tokensPerMinute(999)] });
    expect(declaredAgain.json.message).toBe(refusal);
  });

  test("of a sibling's branch do not stand in the way", async () => {
    const root = await addGroup(gateway, "branches", { mode: "CASCADING" });
    const left = await addGroup(gateway, "left", { parent: root, models: [tokensPerMinute(50)] });
    await addGroup(gateway, "left-1", { parent: left, models: [tokensPerMinute(1)] });
    const right = await addGroup(gateway, "right", { parent: root, models: [tokensPerMinute(90)] });
    await addGroup(gateway, "right-1", { parent: right, models: [tokensPerMinute(90)] });
    expect((await patchGroup(gateway, left, { models: [tokensPerMinute(2)] })).status).toBe(200);
  });
});

describe("limits of an INDEPENDENT tree", () => {
  test("may go above and below what they inherit", async () => {
    const root = await addGroup(gateway, "free", { models: [tokensPerMinute(100)] });
    const child = await addGroup(gateway, "free-2", {
      parent: root,
      models: [tokensPerMinute(500)],
    });
    expect((await patchGroup(gateway, root, { models: [tokensPerMinute(1)] })).status).toBe(200);
    expect((await patchGroup(gateway, child, { models: [tokensPerMinute(0)] })).status).toBe(200);
  });
});
