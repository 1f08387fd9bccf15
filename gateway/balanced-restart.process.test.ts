import { afterAll, beforeAll, expect, test } from "vitest";
import { type Haproxy, startHaproxy } from "./testing/haproxy";
import {
  addProcessCustomer,
  type ProcessCustomer,
  selectBilledRequests,
} from "./testing/process-customer";
import { type ReplicaProcesses, startReplicaProcesses } from "./testing/replica-processes";
import { answerSlowly, startStreamingLoad } from "./testing/streaming-load";

let fixture: ReplicaProcesses;
let balancer: Haproxy;
let customer: ProcessCustomer;
const patience = { timeout: 60_000 };

beforeAll(async () => {
  fixture = await startReplicaProcesses(3, {
    // Ended by a second signal once the balancer has seen it: no slow machine is too slow for it.
    GATEWAY_DRAIN_SECONDS: "3600",
    // Cores so busy that Redis is not heard in time are no restart's fault.
    GATEWAY_LIMITS_WHEN_REDIS_IS_DOWN: "local",
  });
  fixture.upstream.answer(answerSlowly(40));
  customer = await addProcessCustomer(fixture.replicas[0], fixture.upstream.url);
  balancer = await startHaproxy(fixture.replicas.map(({ url }) => url));
});
afterAll(async () => {
  await balancer?.close();
  await fixture?.close();
});

test("case 78: three gateways behind HAProxy restarted one after the other under load: nothing is reset, fails, is lost or billed twice", async () => {
  const load = startStreamingLoad({
    ...{ url: balancer.url, key: customer.key, slug: customer.slug },
    workers: 16,
  });
  const goesOn = async () => {
    const before = load.completed.length;
    await expect.poll(() => load.completed.length, patience).toBeGreaterThan(before + 100);
  };
  const up = fixture.replicas.map(() => "UP");
  let inFlight = 0;
  for (const [index, replica] of fixture.replicas.entries()) {
    await goesOn();
    inFlight += load.inFlight;
    const ended = replica.terminate();
    // It says so while it serves on, and the balancer has seen it before it is gone.
    const state = async () => (await balancer.states())[index] ?? "";
    await expect.poll(state, { ...patience, interval: 20 }).toMatch(/^DOWN/);
    expect(replica.isRunning()).toBe(true);
    const readiness = await fetch(`${replica.url}/readyz`);
    expect([readiness.status, (await readiness.json()).status]).toEqual([503, "draining"]);
    void replica.terminate();
    expect(await ended).toBe(0);
    await goesOn();
    await replica.restart();
    await expect.poll(() => balancer.states(), patience).toEqual(up);
  }
  await goesOn();
  await load.stop();
  process.stdout.write(
    `behind HAProxy: ${JSON.stringify({ completed: load.completed.length, inFlight })}\n`,
  );
  expect(load.cut).toBe(0);
  expect([...load.failed]).toEqual([]);
  expect([...load.refused]).toEqual([]);
  const billed = (await selectBilledRequests(fixture.db)).map(({ requestId }) => requestId);
  expect(new Set(billed).size).toBe(billed.length);
  expect(billed.toSorted()).toEqual(load.completed.toSorted());
  expect(inFlight).toBeGreaterThan(3);
});
