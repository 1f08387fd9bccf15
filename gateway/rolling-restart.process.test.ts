import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addProcessCustomer,
  type ProcessCustomer,
  selectBilledRequests,
} from "./testing/process-customer";
import {
  type ReplicaProcesses,
  selectAdmissions,
  startReplicaProcesses,
} from "./testing/replica-processes";
import { answerSlowly, startStreamingLoad } from "./testing/streaming-load";

const rounds = 3;
const perSecond = 20;
const perDay = 300;
let fixture: ReplicaProcesses;
let customer: ProcessCustomer;

beforeAll(async () => {
  fixture = await startReplicaProcesses(2);
  fixture.upstream.answer(answerSlowly(40));
  customer = await addProcessCustomer(fixture.replicas[0], fixture.upstream.url);
});
afterAll(() => fixture.close());

/** A group beside the customer's, with a key and one limit that its callers always press against. */
async function addLimited(name: string, limits: object): Promise<{ id: string; key: string }> {
  const [replica] = fixture.replicas;
  const manage = async (path: string, body: object) => {
    const answer = await fetch(`${replica.url}/v1/gateway/groups${path}`, {
      method: "POST",
      headers: {
        authorization: `Api-Key ${replica.managementKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const { id } = await manage("", {
    metadata: { external_entity_id: name },
    models: [{ slug: customer.slug, ...limits }],
    hierarchy: {},
  });
  const { api_key: key } = await manage(`/${id}/api_keys`, {});
  return { id, key };
}

test("each replica restarted in turn under load: no answer is cut, none fails, each is billed once, no limit is passed", {
  timeout: 600_000,
}, async () => {
  const [first, second] = fixture.replicas;
  if (!second) throw new Error("there are two replicas");
  const place = { url: first.url, otherUrl: second.url, slug: customer.slug };
  const request = { type: "REQUEST", threshold: perSecond };
  const paced = await addLimited("paced", { rate_limits: [{ ...request, unit: "SECOND" }] });
  const daily = await addLimited("daily", {
    usage_limits: [{ ...request, unit: "DAY", threshold: perDay }],
  });
  const free = startStreamingLoad({ ...place, key: customer.key, workers: 16 });
  const limited = [paced, daily].map(({ key }) =>
    startStreamingLoad({ ...place, key, workers: 4 }),
  );
  const loads = [free, ...limited];
  /** Both serve, so both have answers under way when one is told to go. */
  const goesOn = async () => {
    const before = free.completed.length;
    await expect
      .poll(() => free.completed.length, { timeout: 120_000 })
      .toBeGreaterThan(before + 60);
  };
  let inFlight = 0;
  for (let round = 0; round < rounds; round++) {
    for (const replica of [first, second]) {
      await goesOn();
      await delay(Math.random() * 150);
      inFlight += free.inFlight;
      expect(await replica.terminate()).toBe(0);
      await goesOn();
      await replica.restart();
    }
  }
  await goesOn();
  await Promise.all(loads.map((load) => load.stop()));

  for (const load of loads) {
    expect(load.cut).toBe(0);
    expect([...load.failed.keys()].filter((code) => code !== "ECONNREFUSED")).toEqual([]);
  }
  // Cores so busy that Redis is not heard in time refuse as well: no restart's fault.
  const reasons = ({ refused }: (typeof loads)[number]) =>
    [...refused.keys()].filter((reason) => reason !== "503 limits_unavailable");
  expect(reasons(free)).toEqual([]);
  for (const load of limited) expect(reasons(load)).toEqual(["429 rate_limit_exceeded"]);
  const billed = await selectBilledRequests(fixture.db);
  const requestIds = billed.map(({ requestId }) => requestId);
  expect(new Set(requestIds).size).toBe(requestIds.length);
  const completed = loads.flatMap((load) => load.completed);
  expect(requestIds.toSorted()).toEqual(completed.toSorted());

  const admitted = await selectAdmissions(fixture.db, paced.id);
  expect(admitted.length).toBeGreaterThan(perSecond * 3);
  for (let index = perSecond; index < admitted.length; index++) {
    expect((admitted[index] ?? 0) - (admitted[index - perSecond] ?? 0)).toBeGreaterThanOrEqual(
      1_000,
    );
  }
  expect((await selectAdmissions(fixture.db, daily.id)).length).toBeLessThanOrEqual(perDay);
  const refusedConnections = loads.map(({ failed }) => failed.get("ECONNREFUSED") ?? 0);
  const unheard = loads.map(({ refused }) => refused.get("503 limits_unavailable") ?? 0);
  const figures = { restarts: rounds * 2, inFlight, completed: completed.length, unheard };
  process.stdout.write(`rolling restart: ${JSON.stringify({ ...figures, refusedConnections })}\n`);
  expect(inFlight).toBeGreaterThan(rounds * 2);
});
