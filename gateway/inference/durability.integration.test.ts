import { afterAll, beforeAll, expect, test } from "vitest";
import type { Deps } from "../deps";
import { createMemoryCounterStore } from "../limits/memory/memory-counter-store";
import type { Ledger, LedgerAppend } from "../metering/ledger/ledger";
import { openPostgresLedger } from "../metering/ledger/postgres-ledger";
import { rebuildCounters } from "../metering/ledger/rebuild-counters";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { createTestClock } from "../testing/test-clock";
import { createTestIds } from "../testing/test-gateway";
import { answerError, answerJson, answerWords } from "../testing/upstream-double";

let fixture: InferenceFixture;
let ledger: Awaited<ReturnType<typeof openPostgresLedger>>;
const clock = createTestClock();
const messages = [{ role: "user", content: "hi" }];
const models = [
  {
    slug: fixtureSlug,
    rate_limits: [{ type: "TOKEN" as const, unit: "MINUTE" as const, threshold: 1_000_000 }],
    usage_limits: [{ type: "REQUEST" as const, unit: "DAY" as const, threshold: 1_000_000 }],
  },
];

beforeAll(async () => {
  // The ledger needs the gateway's own database, which exists only once the gateway does.
  const late: Ledger = {
    append: (row: LedgerAppend) => ledger.append(row),
    isAvailable: () => ledger.isAvailable(),
    drain: () => ledger.drain(),
  };
  fixture = await openInferenceFixture({ clock, deps: { ledger: late } });
  const { db, deps } = fixture.gateway;
  ledger = await openPostgresLedger({ db, clock, ids: createTestIds(), log: deps.log });
});
afterAll(async () => {
  await ledger.close();
  await fixture.close();
});

test("every answered request has exactly one event on disk by the time its answer ends", async () => {
  const org = await fixture.addGroup({ models, enforcement: "CASCADING" });
  const team = await fixture.addGroup({ models, parent: org.id });
  const ask = async (stream: boolean) => {
    const response = await fixture.post(team.key, { model: fixtureSlug, messages, stream });
    await response.text();
    const requestId = response.headers.get("x-request-id");
    const { rows } = await fixture.gateway.db.query(
      "SELECT input_tokens, output_tokens, billable FROM events WHERE request_id = $1",
      [requestId],
    );
    expect(rows).toEqual([{ input_tokens: 10, output_tokens: 5, billable: true }]);
  };
  fixture.upstream.answer((response, call, request) =>
    (JSON.parse(call.body).stream ? answerWords(["a", "b"]) : answerJson())(
      response,
      call,
      request,
    ),
  );
  await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index % 2 === 0)));
  fixture.upstream.answer(answerError(500, {}));
  expect((await fixture.post(team.key, { model: fixtureSlug, messages })).status).toBe(502);

  await expectSameAfterRestart(fixture.gateway.deps, [org.id, team.id]);
  const [day] = await fixture.gateway.deps.counters.readDay(
    [{ groupId: org.id, slug: fixtureSlug }],
    org.id,
  );
  expect(day).toMatchObject({ requests: 61, tokens: 60 * 15 });
});

async function expectSameAfterRestart(deps: Deps, groupIds: string[]): Promise<void> {
  const restarted = createMemoryCounterStore(clock);
  await rebuildCounters({ db: deps.db, clock, counters: restarted });
  const days = groupIds.map((groupId) => ({ groupId, slug: fixtureSlug }));
  const rootGroupId = groupIds[0] ?? "";
  expect(await restarted.readDay(days, rootGroupId)).toEqual(
    await deps.counters.readDay(days, rootGroupId),
  );
  const chain = groupIds.flatMap((groupId) => [
    {
      counterGroupId: groupId,
      sourceGroupId: groupId,
      slug: fixtureSlug,
      kind: "rate" as const,
      type: "TOKEN" as const,
      unit: "MINUTE" as const,
      threshold: 1_000_000,
    },
  ]);
  const used = async (counters: Deps["counters"]) =>
    (await counters.readChain(chain, groupIds[0] ?? "")).map((state) => state.used);
  expect(await used(restarted)).toEqual(await used(deps.counters));
}
