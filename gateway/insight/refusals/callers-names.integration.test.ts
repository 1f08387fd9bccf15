import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalPage } from "../../contracts/refusal";
import { foundRequestPage, type RequestRecord, requestRecord } from "../../contracts/request";
import { openPostgresLedger } from "../../metering/ledger/postgres-ledger";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { createTestClock } from "../../testing/test-clock";
import { createTestIds } from "../../testing/test-gateway";
import { answerError, answerJson } from "../../testing/upstream-double";

let fixture: InferenceFixture;
let ledger: Awaited<ReturnType<typeof openPostgresLedger>> | undefined;
const clock = createTestClock();

beforeAll(async () => {
  // The ledger needs the gateway's database, which the gateway brings: it is opened on first use.
  const late = {
    append: async (row: Parameters<NonNullable<typeof ledger>["append"]>[0]) => {
      const { db, log } = fixture.gateway.deps;
      ledger ??= await openPostgresLedger({ db, log, clock, ids: createTestIds() });
      return ledger.append(row);
    },
    isAvailable: () => true,
    drain: async () => ledger?.drain(),
  };
  fixture = await openInferenceFixture({ clock, deps: { ledger: late } });
});
afterAll(async () => {
  await ledger?.close();
  await fixture.close();
});

const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
const none = [
  {
    slug: fixtureSlug,
    rate_limits: [{ type: "REQUEST" as const, unit: "MINUTE" as const, threshold: 0 }],
  },
];
const createTraceId = (digit: string) => digit.repeat(32);
const createTrace = (digit: string) => `00-${createTraceId(digit)}-b7ad6b7169203331-01`;

/** Our id of a call, whatever became of it. */
async function call(key: string, headers: Record<string, string>, rest = {}): Promise<string> {
  const answer = await fixture.post(
    key,
    { ...body, ...rest },
    {
      headers: { authorization: `Api-Key ${key}`, "content-type": "application/json", ...headers },
    },
  );
  await answer.text();
  return answer.headers.get("x-request-id") ?? "";
}

const get = (path: string, key = fixture.gateway.viewKey) =>
  fixture.gateway.inject("GET", `/v1/gateway/requests${path}`, { key });
const listPath = (reference: string, rest = "") =>
  `?reference=${encodeURIComponent(reference)}${rest}`;

/** Refusals are written behind the refusal's back. */
async function found(id: string): Promise<RequestRecord> {
  const path = `/${encodeURIComponent(id)}`;
  await expect.poll(async () => (await get(path)).status, { timeout: 60_000 }).toBe(200);
  return requestRecord.parse((await get(path)).json);
}
async function listed(reference: string): Promise<string[]> {
  const answer = await get(listPath(reference));
  expect(answer.status).toBe(200);
  return foundRequestPage.parse(answer.json).items.map(({ request_id }) => request_id);
}

test.each([
  ["answered", "completed", {}],
  ["streamed", "completed", { stream: true }],
  ["failed", "upstream_error", {}],
  ["refused", "refused", {}],
])(
  "case 79: a call that was %s is found by the caller's id and by its trace",
  async (what, outcome, rest) => {
    const group = await fixture.addGroup(what === "refused" ? { models: none } : {});
    fixture.upstream.answer(what === "failed" ? answerError(500, "down") : answerJson({}));
    const own = `order/${what}:4711?x="1"&é`.replace("é", "%");
    const traceId = createTraceId({ answered: "a", streamed: "b", failed: "c" }[what] ?? "d");
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const id = await call(group.key, { "x-request-id": own, traceparent }, rest);

    const record = await found(id);
    expect(record).toMatchObject({ request_id: id, outcome });
    expect(record).toMatchObject({ client_request_id: own, trace_id: traceId });
    for (const name of [own, traceId, traceId.toUpperCase()]) {
      expect(await found(name)).toEqual(record);
      const page = foundRequestPage.parse((await get(listPath(name))).json);
      const { request_id, at, model_slug, api_key_prefix, groups } = record;
      const names = { client_request_id: own, trace_id: traceId };
      expect(page.items).toEqual([
        { request_id, ...names, outcome, at, model_slug, api_key_prefix, groups },
      ]);
    }
  },
);

test("case 79: of a caller that names nothing, or badly, nothing is kept and the call is found by our id", async () => {
  const group = await fixture.addGroup();
  fixture.upstream.answer(answerJson({}));
  for (const headers of [{}, { "x-request-id": "a".repeat(129) }, { traceparent: "00-1-2-3" }]) {
    const record = await found(await call(group.key, headers as Record<string, string>));
    expect(record).toMatchObject({ client_request_id: null, trace_id: null });
  }
  const { rows } = await fixture.gateway.db.query(
    "SELECT FROM event_traces WHERE client_request_id IS NULL AND trace_id IS NULL",
  );
  expect(rows).toEqual([]);
});

test("case 79: all calls of one trace are listed, newest first, over pages; the path answers the newest", async () => {
  const group = await fixture.addGroup();
  const refusing = await fixture.addGroup({ models: none });
  fixture.upstream.answer(answerJson({}));
  const traceparent = createTrace("e");
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    clock.advance(1_000);
    const key = n === 2 ? refusing.key : group.key;
    ids.unshift(await call(key, { "x-request-id": `try-${n}`, traceparent }));
  }
  await found(ids[2] ?? "");
  expect(await listed(createTraceId("e"))).toEqual(ids);
  expect((await found(createTraceId("e"))).request_id).toBe(ids[0]);
  const paged: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path = listPath(createTraceId("e"), `&limit=2&cursor=${cursor}`);
    const page = foundRequestPage.parse((await get(path)).json);
    paged.push(...page.items.map(({ request_id }) => request_id));
    cursor = page.pagination.cursor;
  }
  expect(paged).toEqual(ids);
});

test("case 79: a caller's id that looks like one of ours is the caller's where none of ours is it", async () => {
  const group = await fixture.addGroup();
  fixture.upstream.answer(answerJson({}));
  const first = await call(group.key, {});
  await found(first);
  // A gateway in front of this one names its calls so; another caller's name is our id of a call.
  const foreign = "req_01KJ5Z8Q3R5T7V9X1Z3B5D7F9H";
  const [behind, alike] = [
    await call(group.key, { "x-request-id": foreign }),
    await call(group.key, { "x-request-id": first }),
  ];
  expect((await found(foreign)).request_id).toBe(behind);
  expect((await found(first)).request_id).toBe(first);
  expect(await listed(first)).toEqual([alike]);
});

test("case 79: refusals are listed with the caller's names, and a caller's names are no billing data", async () => {
  const group = await fixture.addGroup({ models: none });
  const own = "refused-1";
  const id = await call(group.key, { "x-request-id": own, traceparent: createTrace("f") });
  await found(id);
  const list = await fixture.gateway.inject("GET", `/v1/gateway/refusals?group_id=${group.id}`, {
    key: fixture.gateway.viewKey,
  });
  expect(refusalPage.parse(list.json).items).toMatchObject([
    { request_id: id, client_request_id: own, trace_id: createTraceId("f") },
  ]);
  fixture.upstream.answer(answerJson({}));
  const billed = await fixture.addGroup();
  const record = await found(await call(billed.key, { "x-request-id": "billed-1" }));
  expect(JSON.stringify(record.event)).not.toContain("billed-1");
});

test("case 79: another workspace's calls are not found by their callers' names", async () => {
  const group = await fixture.addGroup();
  fixture.upstream.answer(answerJson({}));
  await found(await call(group.key, { "x-request-id": "whose-is-it" }));
  const { managementKey } = fixture.gateway.otherWorkspace;
  expect((await get("/whose-is-it", managementKey)).status).toBe(404);
  const page = foundRequestPage.parse((await get(listPath("whose-is-it"), managementKey)).json);
  expect(page).toEqual({ items: [], pagination: { has_more: false, cursor: null } });
  expect((await get(listPath("whose-is-it"), group.key)).status).toBe(401);
  expect((await fixture.gateway.inject("GET", "/v1/gateway/requests?reference=x")).status).toBe(
    401,
  );
});

test.each([
  ["", "reference is required"],
  ["?reference=", "reference is required"],
  [`?reference=${"a".repeat(129)}`, "reference must have at most 128 characters"],
  ["?reference=a%00", "reference must be valid text without NUL characters"],
  ["?reference=a&limit=101", "limit must be a whole number from 1 to 100"],
  ["?reference=a&cursor=nothing", "cursor is not one that this list answered"],
])("case 79: %j is a 400 that names the field", async (query, message) => {
  const answer = await get(query);
  expect([answer.status, answer.json.message]).toEqual([400, expect.stringContaining(message)]);
});
