import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import type { AuditQuery } from "./audit-store";
import { searchAuditLogs } from "./search-audit-logs";

let gateway: TestGateway;
const saved = ["red-1", "blue-2", "blue-3", "blue-4", "blue-5", "red-6", "blue-7", "red-8"];

beforeAll(async () => {
  gateway = await createTestGateway();
  for (const name of saved) {
    const { status } = await gateway.inject("POST", "/v1/secrets", {
      key: gateway.managementKey,
      body: { name, value: "v" },
    });
    expect(status).toBe(200);
  }
});
afterAll(() => gateway.close());

const query = (more: Partial<AuditQuery>): AuditQuery => ({
  ...{ workspaceId: gateway.workspaceId, direction: "desc", after: undefined },
  ...{
    eventTypes: undefined,
    hiddenEventTypes: [],
    actor: undefined,
    actorIds: undefined,
    actorTypes: undefined,
    from: undefined,
  },
  ...{ to: undefined, search: "red", limit: 51, ...more },
});
const search = async (stretchRows: number, enoughMs: number, more: Partial<AuditQuery> = {}) => {
  const { rows, stoppedAt } = await searchAuditLogs(gateway.db, query(more), {
    stretchRows,
    enoughMs,
  });
  return { names: rows.map(({ stored }) => stored.eventData["secret_name"]), rows, stoppedAt };
};

it.each([1, 2, 3, 8, 9])("finds the same in stretches of %i entries", async (stretchRows) => {
  const newestFirst = await search(stretchRows, 60_000);
  expect(newestFirst.names).toEqual(["red-8", "red-6", "red-1"]);
  expect(newestFirst.stoppedAt).toBeUndefined();
  const oldestFirst = await search(stretchRows, 60_000, { direction: "asc" });
  expect(oldestFirst.names).toEqual(["red-1", "red-6", "red-8"]);
  expect((await search(stretchRows, 60_000, { limit: 2 })).names).toEqual(["red-8", "red-6"]);
});

it.each(["asc", "desc"] as const)(
  "left off again and again, it goes on where it was, without repeats or gaps (%s)",
  async (direction) => {
    const found: unknown[] = [];
    const lengths: number[] = [];
    let after: number | undefined;
    do {
      const part = await search(2, 0, { direction, after });
      found.push(...part.names);
      lengths.push(part.names.length);
      after = part.stoppedAt;
    } while (after !== undefined);
    expect(found.sort()).toEqual(["red-1", "red-6", "red-8"]);
    // Some stretches have nothing, and are no end.
    expect(lengths).toContain(0);
    expect(lengths.length).toBeGreaterThanOrEqual(4);
  },
);
