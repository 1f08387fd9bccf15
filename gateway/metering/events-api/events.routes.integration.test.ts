import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeCursor } from "../../platform/http/pagination";
import { createIds } from "../../platform/process/create-ids";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { insertEvents } from "../ledger/event-store";
import type { LedgerRow } from "../ledger/ledger";
import { createPartitions } from "../ledger/partition-store";
import { openPostgresLedger } from "../ledger/postgres-ledger";

let gateway: TestGateway;
let workspaceId: string;
const ids = createIds();
const path = "/v1/gateway/events";

beforeAll(async () => {
  gateway = await createTestGateway();
  await gateway.db.transaction((tx) => createPartitions(tx, Date.now(), 1));
  const { rows } = await gateway.db.query<{ id: string }>(
    "SELECT workspace_id AS id FROM management_keys LIMIT 1",
  );
  workspaceId = (
    await gateway.inject("GET", "/v1/gateway/capabilities", { key: gateway.managementKey })
  ).json.workspace.id;
  expect(rows).toHaveLength(1);
});
afterAll(() => gateway.close());

function event(change: Partial<LedgerRow> = {}): LedgerRow {
  const now = Date.now();
  return {
    idempotencyKey: ids.ulid(now),
    workspaceId,
    groupId: "grp_1",
    groupPath: ["grp_1"],
    cascading: false,
    externalEntityId: "one",
    apiKeyPrefix: "sky_aaaaaaaaaaaa",
    modelSlug: "acme/m",
    requestId: ids.create("req"),
    requestMetadata: '{"secret":"metadata"}',
    admittedAt: now,
    timestamp: now,
    inputTokens: 10,
    outputTokens: 5,
    cachedInputTokens: 2,
    estimated: false,
    outcome: "completed",
    billable: true,
    ...change,
  };
}

async function pull(query: Record<string, string | number> | string, key = gateway.managementKey) {
  const text = typeof query === "string" ? query : new URLSearchParams(query as never).toString();
  return gateway.inject("GET", `${path}?${text}`, { key });
}

/** Every page from `start` on; answers ids in the order in which they came. */
async function pullAll(query: Record<string, string | number>): Promise<string[]> {
  const found: string[] = [];
  let answer = await pull(query);
  for (;;) {
    expect(answer.status).toBe(200);
    found.push(...answer.json.items.map(({ idempotencyKey }: LedgerRow) => idempotencyKey));
    const { has_more, cursor } = answer.json.pagination;
    if (!has_more) return found;
    answer = await pull({ cursor, limit: query["limit"] ?? 100 });
  }
}

const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

describe("pulling billing events", () => {
  test("answers what was billed, oldest first, without the request's metadata", async () => {
    const start_time = new Date(Date.now() - 1).toISOString();
    const row = event({ requestId: "req_shape", estimated: true });
    await insertEvents(gateway.db, [row, event({ billable: false, outcome: "upstream_error" })]);
    const { json } = await pull({ start_time });
    expect(json).toEqual({
      items: [
        {
          idempotencyKey: row.idempotencyKey,
          timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
          requestId: "req_shape",
          modelSlug: "acme/m",
          externalEntityId: "one",
          apiKeyPrefix: "sky_aaaaaaaaaaaa",
          tokens: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 2 },
          estimated: true,
        },
      ],
      pagination: { has_more: false, cursor: null },
    });
  });

  test("filters repeat, and the cursor keeps window and filters, whatever is sent beside it", async () => {
    const rows = Array.from({ length: 30 }, (_, index) =>
      event({
        externalEntityId: `entity-${index % 3}`,
        apiKeyPrefix: index % 2 === 0 ? "sky_filter_even_" : "sky_filter_odd__",
      }),
    );
    await insertEvents(gateway.db, rows);
    const filters =
      "api_keys=sky_filter_even_&api_keys=sky_none&external_entity_ids=entity-0&external_entity_ids=entity-1";
    const wanted = rows
      .filter((_, index) => index % 2 === 0 && index % 3 !== 2)
      .map(({ idempotencyKey }) => idempotencyKey);
    const first = await pull(`start_time=${hourAgo()}&limit=4&${filters}`);
    const seen = first.json.items.map((item: LedgerRow) => item.idempotencyKey);
    await insertEvents(gateway.db, [
      event({ externalEntityId: "entity-0", apiKeyPrefix: "sky_filter_even_" }),
    ]);
    let { cursor } = first.json.pagination;
    while (cursor) {
      const next = await pull({
        cursor,
        limit: 4,
        api_keys: "sky_filter_odd__",
        start_time: "1999-01-01T00:00:00Z",
      });
      seen.push(...next.json.items.map((item: LedgerRow) => item.idempotencyKey));
      cursor = next.json.pagination.cursor;
    }
    expect(seen).toEqual(wanted);
  });

  test("start_time is inclusive, end_time exclusive", async () => {
    const rows = [event(), event()];
    for (const row of rows) await insertEvents(gateway.db, [row]);
    await gateway.db.query("UPDATE events SET recorded_at = $2 WHERE idempotency_key = $1", [
      rows[0]?.idempotencyKey,
      new Date(Date.now() - 5_000).toISOString(),
    ]);
    const { json } = await pull({ start_time: hourAgo() });
    const of = (row: LedgerRow | undefined): string =>
      json.items.find((item: LedgerRow) => item.idempotencyKey === row?.idempotencyKey).timestamp;
    const [from, to] = rows.map(of);
    const window = await pullAll({ start_time: from ?? "", end_time: to ?? "" });
    expect(window).toContain(rows[0]?.idempotencyKey);
    expect(window).not.toContain(rows[1]?.idempotencyKey);
  });

  test("refuses what it can't read, naming the field", async () => {
    const now = new Date().toISOString();
    // Moments that no date holds, in a cursor of somebody's own making.
    const oddPositions = [
      { start: 9e15 },
      { end: 8.64e15 + 1 },
      { start: -1 },
      { start: 1e14 + 0.5 },
      { after: { at: Number.MAX_SAFE_INTEGER, key: "" } },
      { after: null },
    ];
    const refusals: [string, string][] = [
      ["", "start_time"],
      ["start_time=yesterday", "start_time"],
      ["start_time=2026-01-01", "start_time"],
      [`start_time=${now}&end_time=${hourAgo()}`, "end_time"],
      [`start_time=${now}&limit=0`, "limit"],
      [`start_time=${now}&limit=1001`, "limit"],
      ["cursor=nonsense", "cursor"],
      ...oddPositions.map((odd): [string, string] => {
        const position = { start: 0, end: 1, after: { at: 0, key: "" }, ...odd };
        return [`cursor=${encodeCursor(position)}`, "cursor"];
      }),
    ];
    for (const [query, field] of refusals) {
      const { status, json } = await pull(query);
      expect({ query, status, path: json.details?.[0]?.path }).toEqual({
        query,
        status: 400,
        path: field,
      });
    }
  });

  test("is for management keys of the workspace alone", async () => {
    expect((await gateway.inject("GET", `${path}?start_time=${hourAgo()}`)).status).toBe(401);
    expect((await pull({ start_time: hourAgo() }, gateway.viewKey)).status).toBe(403);
    expect((await pull({ start_time: hourAgo() }, "sky_aaaaaaaaaaaa.secret")).status).toBe(401);
    const theirs = await pull({ start_time: hourAgo() }, gateway.otherWorkspace.managementKey);
    expect(theirs.json.items).toEqual([]);
  });

  test("a commit that hangs is not skipped: 503 until it ends, then all of the window", async () => {
    const row = event({ externalEntityId: "hung" });
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let recorded = () => {};
    const isRecorded = new Promise<void>((resolve) => {
      recorded = resolve;
    });
    const hanging = gateway.db.transaction(async (tx) => {
      await insertEvents(tx, [row]);
      recorded();
      await held;
    });
    await isRecorded;
    const recordedMs = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(recordedMs);
    const end_time = new Date().toISOString();
    const query = { start_time: hourAgo(), end_time, external_entity_ids: "hung" };
    expect((await pull(query)).status).toBe(503);
    commit();
    await hanging;
    expect(await pullAll(query)).toEqual([row.idempotencyKey]);
  });

  test("pulled window by window while 32 write, nothing is skipped and nothing repeated", async () => {
    const deps = { db: gateway.db, clock: { now: () => Date.now() }, ids, log: gateway.deps.log };
    const ledgers = await Promise.all(
      [1, 2].map(() => openPostgresLedger(deps, { rowsPerCommitMax: 7 })),
    );
    const written: string[] = [];
    let isWriting = true;
    const write = async (index: number) => {
      for (let count = 0; count < 40; count++) {
        const { idempotencyKey: _, timestamp: __, ...row } = event({ externalEntityId: "race" });
        const appended = await ledgers[index % 2]?.append(row);
        if (appended) written.push(appended.idempotencyKey);
      }
    };
    // A transaction that began early and commits late, again and again.
    const dawdle = async () => {
      while (isWriting) {
        await gateway.db.transaction(async (tx) => {
          const row = event({ externalEntityId: "race" });
          await insertEvents(tx, [row]);
          await tx.query("SELECT pg_sleep(0.03)");
          written.push(row.idempotencyKey);
        });
      }
    };
    const seen: string[] = [];
    let from = new Date(Date.now() - 1_000).toISOString();
    const pullOnce = async () => {
      const to = new Date(Date.now() - 1).toISOString();
      const query = { start_time: from, end_time: to, external_entity_ids: "race", limit: 17 };
      seen.push(...(await pullAll(query)));
      from = to;
    };
    const writers = Array.from({ length: 32 }, (_, index) => write(index));
    const slow = dawdle();
    const pulling = (async () => {
      while (isWriting) await pullOnce();
    })();
    await Promise.all(writers);
    isWriting = false;
    await Promise.all([slow, pulling]);
    await expect
      .poll(async () => {
        await pullOnce();
        return seen.length;
      })
      .toBeGreaterThanOrEqual(written.length);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.toSorted()).toEqual(written.toSorted());
    for (const ledger of ledgers) await ledger.close();
  });
});
