import { afterAll, beforeAll, expect, test } from "vitest";
import type { Deps } from "../deps";
import { createMemoryCounterStore } from "../limits/memory/memory-counter-store";
import type { Ledger, LedgerAppend } from "../metering/ledger/ledger";
import { openPostgresLedger } from "../metering/ledger/postgres-ledger";
import { rebuildCounters } from "../metering/ledger/rebuild-counters";
import { type InferenceScene, sceneSlug, setInferenceScene } from "../testing/inference-scene";
import { createTestClock } from "../testing/test-clock";
import { createTestIds } from "../testing/test-gateway";
import { answerError, answerJson, answerWords } from "../testing/upstream-double";

let scene: InferenceScene;
let ledger: Awaited<ReturnType<typeof openPostgresLedger>>;
const clock = createTestClock();
const messages = [{ role: "user", content: "hi" }];
const models = [
  {
    slug: sceneSlug,
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
  scene = await setInferenceScene({ clock, deps: { ledger: late } });
  const { db, deps } = scene.gateway;
  ledger = await openPostgresLedger({ db, clock, ids: createTestIds(), log: deps.log });
});
afterAll(async () => {
  await ledger.close();
  await scene.close();
});

test("every answered request has exactly one event on disk by the time its answer ends", async () => {
  const org = await scene.addGroup({ models, enforcement: "CASCADING" });
  const team = await scene.addGroup({ models, parent: org.id });
  const ask = async (stream: boolean) => {
    const response = await scene.post(team.key, { model: sceneSlug, messages, stream });
    await response.text();
    const requestId = response.headers.get("x-request-id");
    const { rows } = await scene.gateway.db.query(
      "SELECT input_tokens, output_tokens, billable FROM events WHERE request_id = $1",
      [requestId],
    );
    expect(rows).toEqual([{ input_tokens: 10, output_tokens: 5, billable: true }]);
  };
  scene.upstream.answer((response, call, request) =>
    (JSON.parse(call.body).stream ? answerWords(["a", "b"]) : answerJson())(
      response,
      call,
      request,
    ),
  );
  await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index % 2 === 0)));
  scene.upstream.answer(answerError(500, {}));
  expect((await scene.post(team.key, { model: sceneSlug, messages })).status).toBe(502);

  await expectSameAfterRestart(scene.gateway.deps, [org.id, team.id]);
  const [day] = await scene.gateway.deps.counters.readDay(
    [{ groupId: org.id, slug: sceneSlug }],
    org.id,
  );
  expect(day).toMatchObject({ requests: 61, tokens: 60 * 15 });
});

async function expectSameAfterRestart(deps: Deps, groupIds: string[]): Promise<void> {
  const restarted = createMemoryCounterStore(clock);
  await rebuildCounters({ db: deps.db, clock, counters: restarted });
  const days = groupIds.map((groupId) => ({ groupId, slug: sceneSlug }));
  const rootGroupId = groupIds[0] ?? "";
  expect(await restarted.readDay(days, rootGroupId)).toEqual(
    await deps.counters.readDay(days, rootGroupId),
  );
  const chain = groupIds.flatMap((groupId) => [
    {
      counterGroupId: groupId,
      sourceGroupId: groupId,
      slug: sceneSlug,
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
