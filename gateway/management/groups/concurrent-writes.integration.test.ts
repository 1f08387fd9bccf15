import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  groupsPath,
  mintKey,
  patchGroup,
  postGroup,
  tokensPerMinute,
} from "../../testing/test-groups";
import { signed } from "../../testing/test-registration";
import type { TestAnswer } from "../../testing/test-request";

// Every inject runs on a connection of its own: these races are PostgreSQL's to decide, and they
// wait for one as long as a slow machine takes.
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({ connections: 20, waitMs: 600_000 });
});
afterAll(() => gateway.close());

const rounds = 15;

/** Rows that no order of legal writes can leave behind. */
async function illegalStates(): Promise<unknown[]> {
  const { rows } = await gateway.db.query(`
    SELECT 'child above ancestor' AS what, child.group_id
    FROM group_limits child
    JOIN groups g ON g.id = child.group_id AND g.deleted_at IS NULL
      AND g.limit_enforcement = 'CASCADING'
    JOIN group_limits above ON above.group_id = ANY (g.path) AND above.slug = child.slug
      AND above.kind = child.kind AND above.type = child.type AND above.unit = child.unit
      AND above.threshold < child.threshold AND above.group_id <> child.group_id
    UNION ALL SELECT 'live below deleted', g.id FROM groups g JOIN groups p ON p.id = g.parent_id
      WHERE g.deleted_at IS NULL AND p.deleted_at IS NOT NULL
    UNION ALL SELECT 'key of deleted', k.group_id FROM api_keys k JOIN groups g ON g.id = k.group_id
      WHERE k.revoked_at IS NULL AND g.deleted_at IS NOT NULL
    UNION ALL SELECT 'sixth level', id FROM groups WHERE cardinality(path) > 5
    UNION ALL SELECT 'duplicate', min(id) FROM groups WHERE deleted_at IS NULL
      GROUP BY workspace_id, external_entity_id HAVING count(*) > 1
    UNION ALL SELECT 'limit in another tree', l.group_id FROM group_limits l
      JOIN groups g ON g.id = l.group_id WHERE g.root_id <> l.root_id`);
  return rows;
}

function sortStatuses(answers: readonly TestAnswer[]): number[] {
  return answers.map(({ status }) => status).sort();
}

describe("concurrent writes", () => {
  test("lowering a parent while raising its child never leaves the child above", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const parent = await addGroup(gateway, `down-${round}`, {
        mode: "CASCADING",
        models: [tokensPerMinute(100)],
      });
      const child = await addGroup(gateway, `up-${round}`, {
        parent,
        models: [tokensPerMinute(50)],
      });
      const answers = await Promise.all([
        patchGroup(gateway, parent, { models: [tokensPerMinute(60)] }),
        patchGroup(gateway, child, { models: [tokensPerMinute(90)] }),
      ]);
      expect(sortStatuses(answers)).toEqual([200, 400]);
    }
    expect(await illegalStates()).toEqual([]);
  });

  test("creating a child while its parent is lowered never leaves the child above", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const parent = await addGroup(gateway, `lowered-${round}`, {
        mode: "CASCADING",
        models: [tokensPerMinute(100)],
      });
      const answers = await Promise.all([
        patchGroup(gateway, parent, { models: [tokensPerMinute(60)] }),
        postGroup(gateway, `created-${round}`, { parent, models: [tokensPerMinute(90)] }),
      ]);
      expect(sortStatuses(answers)).toEqual([200, 400]);
    }
    expect(await illegalStates()).toEqual([]);
  });

  test("writes all over one tree keep the rule and end in answers, never in a 500", async () => {
    const root = await addGroup(gateway, "storm", {
      mode: "CASCADING",
      models: [tokensPerMinute(100)],
    });
    const middle = await addGroup(gateway, "storm-2", { parent: root });
    const leaf = await addGroup(gateway, "storm-3", { parent: middle });
    const groups = [root, middle, leaf];
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, index) => {
        const group = groups[index % 3] ?? root;
        const threshold = (index * 37) % 101;
        return index % 5 === 0
          ? postGroup(gateway, `storm-new-${index}`, {
              parent: group,
              models: [tokensPerMinute(threshold)],
            })
          : patchGroup(gateway, group, { models: [tokensPerMinute(threshold)] });
      }),
    );
    expect(answers.filter(({ status }) => status !== 200 && status !== 400)).toEqual([]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(await illegalStates()).toEqual([]);
  });

  test("of many creations with one external id exactly one succeeds", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => postGroup(gateway, "only-once")),
    );
    expect(sortStatuses(answers)).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
  });

  test("a tree growing from many sides never gets a sixth level", async () => {
    let parent = await addGroup(gateway, "tall-1");
    for (const level of [2, 3, 4]) {
      parent = await addGroup(gateway, `tall-${level}`, { parent });
    }
    const fifth = await Promise.all(
      Array.from({ length: 8 }, (_, index) => postGroup(gateway, `tall-5-${index}`, { parent })),
    );
    expect(sortStatuses(fifth)).toEqual(Array.from({ length: 8 }, () => 200));
    const sixth = await Promise.all(
      fifth.map(({ json }, index) => postGroup(gateway, `tall-6-${index}`, { parent: json })),
    );
    expect(sortStatuses(sixth)).toEqual(Array.from({ length: 8 }, () => 400));
    expect(await illegalStates()).toEqual([]);
  });

  test("a child created while its tree is deleted is gone with it or refused", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const root = await addGroup(gateway, `felled-${round}`);
      const middle = await addGroup(gateway, `felled-${round}-2`, { parent: root });
      const [deleted, ...created] = await Promise.all([
        deleteGroup(gateway, round % 2 ? root : middle),
        postGroup(gateway, `felled-${round}-3`, { parent: middle }),
        postGroup(gateway, `felled-${round}-4`, { parent: middle }),
      ]);
      expect(deleted.status).toBe(200);
      for (const { status } of created) expect([200, 404]).toContain(status);
    }
    expect(await illegalStates()).toEqual([]);
  });

  test("a key minted while its group is deleted is revoked with it or refused", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const root = await addGroup(gateway, `closed-${round}`);
      const child = await addGroup(gateway, `closed-${round}-2`, { parent: root });
      const mint = () =>
        gateway.inject("POST", `${groupsPath}/${child.id}/api_keys`, {
          key: gateway.managementKey,
          body: {},
        });
      const [minted, deleted, again] = await Promise.all([
        mint(),
        deleteGroup(gateway, round % 2 ? root : child),
        mint(),
      ]);
      expect(deleted.status).toBe(200);
      for (const { status } of [minted, again]) expect([200, 404]).toContain(status);
    }
    expect(await illegalStates()).toEqual([]);
  });

  test("a group deleted and a key revoked by many at once is so exactly once", async () => {
    const group = await addGroup(gateway, "once");
    const { prefix } = await mintKey(gateway, group);
    const path = `${groupsPath}/${group.id}/api_keys/${prefix}`;
    const revoked = await Promise.all(
      [1, 2, 3, 4].map(() => gateway.inject("DELETE", path, { key: gateway.managementKey })),
    );
    expect(sortStatuses(revoked)).toEqual([200, 404, 404, 404]);
    const deleted = await Promise.all([1, 2, 3, 4].map(() => deleteGroup(gateway, group)));
    expect(sortStatuses(deleted)).toEqual([200, 404, 404, 404]);
  });

  test("one key registered by many at once is stored exactly once", async () => {
    const group = await addGroup(gateway, "registered");
    const registration = signed(gateway, { key: "0123456789abcdefGHIJKLMNOPQRSTUV" });
    const path = `${groupsPath}/${group.id}/api_keys/register`;
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => gateway.inject("POST", path, registration)),
    );
    expect(sortStatuses(answers)).toEqual([200, 400, 400, 400, 400]);
  });

  test("trees and mints of one workspace proceed in parallel without a deadlock", async () => {
    const root = await addGroup(gateway, "busy");
    const children = await Promise.all(
      [1, 2, 3, 4].map((number) => addGroup(gateway, `busy-${number}`, { parent: root })),
    );
    const answers = await Promise.all(
      [root, ...children, ...children, root].flatMap((group, index) => [
        gateway.inject("POST", `${groupsPath}/${group.id}/api_keys`, {
          key: gateway.managementKey,
          body: {},
        }),
        patchGroup(gateway, group, { metadata: { name: `n${index}` } }),
        postGroup(gateway, `busy-new-${index}`, index % 2 ? { parent: root } : {}),
      ]),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(gateway.logLines.filter((line) => line.includes("deadlock"))).toEqual([]);
  });
});
