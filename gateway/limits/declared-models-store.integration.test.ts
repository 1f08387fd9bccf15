import { afterAll, beforeAll, expect, test } from "vitest";

import { limitTypes, limitWindows } from "../contracts/limit-windows";
import { createTestGateway, type TestGateway } from "../testing/test-gateway";
import { addGroup } from "../testing/test-groups";
import { selectModels } from "./declared-models-store";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

async function store(groupId: string, kind: string, type: string, unit: string): Promise<void> {
  await gateway.db.query(
    `INSERT INTO group_limits (group_id, root_id, slug, kind, type, unit, threshold)
     VALUES ($1, $1, 'acme/a', $2, $3, $4, 7)`,
    [groupId, kind, type, unit],
  );
}

const addEmpty = () => addGroup(gateway, crypto.randomUUID(), { models: [{ slug: "acme/a" }] });
const every = limitWindows.flatMap(({ kind, unit }) =>
  limitTypes.map((type) => ({ kind, type, unit })),
);

test.each(every)("case 110: the database takes, and reads back, $type per $unit", async (tuple) => {
  const { id } = await addEmpty();
  await store(id, tuple.kind, tuple.type, tuple.unit);
  const limit = { type: tuple.type, unit: tuple.unit, threshold: 7 };
  const lists = { rate_limits: [] as unknown[], usage_limits: [] as unknown[] };
  lists[`${tuple.kind}_limits`].push(limit);
  expect((await selectModels(gateway.db, [id])).get(id)).toEqual([{ slug: "acme/a", ...lists }]);
});

test.each([
  ["rate", "DAY"],
  ["usage", "MINUTE"],
  ["rate", "FORTNIGHT"],
  ["usage", ""],
])("case 110: the database refuses a %s limit per '%s'", async (kind, unit) => {
  const { id } = await addEmpty();
  await expect(store(id, kind, "TOKEN", unit)).rejects.toThrow("group_limits_window");
});

test("case 110: a window that this version does not know is an error, never read as another", async () => {
  const { id } = await addEmpty();
  await gateway.db.query("ALTER TABLE group_limits DROP CONSTRAINT group_limits_window");
  await store(id, "rate", "TOKEN", "FORTNIGHT");
  await expect(selectModels(gateway.db, [id])).rejects.toThrow(
    "a limit of acme/a is of TOKEN per FORTNIGHT, which is no window",
  );
});
