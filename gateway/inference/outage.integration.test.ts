import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../db/database";
import { type GatewayProcess, startGatewayProcess } from "../testing/gateway-process";
import { startTestPostgres, type TestPostgres } from "../testing/postgres-server";
import {
  addProcessCustomer,
  type ProcessCustomer,
  selectBilledRequests,
  sumLedgerOfToday,
} from "../testing/process-customer";
import { answerSlowly, type StreamingLoad, startStreamingLoad } from "../testing/streaming-load";
import { startUpstreamDouble, type UpstreamDouble } from "../testing/upstream-double";

let postgres: TestPostgres;
let db: Database;
let upstream: UpstreamDouble;
let gateway: GatewayProcess;
let customer: ProcessCustomer;
let load: StreamingLoad;

const refusal = "503 metering_unavailable";
const refusals = () => load.refused.get(refusal) ?? 0;
const patience = { timeout: 60_000 };
const testMs = 180_000;

beforeAll(async () => {
  postgres = await startTestPostgres();
  db = openDatabase({ url: postgres.url, connections: 2, onIdleError: () => {} });
  upstream = await startUpstreamDouble();
  upstream.answer(answerSlowly(10));
  gateway = await startGatewayProcess(postgres.url, { HEADGATE_LOG_LEVEL: "fatal" });
  customer = await addProcessCustomer(gateway, upstream.url);
});
afterAll(async () => {
  await gateway?.kill();
  await upstream.close();
  await db.close();
  await postgres.close();
});
beforeEach(async () => {
  load = startStreamingLoad({ url: gateway.url, ...customer, workers: 16 });
  await expect.poll(() => load.completed.length, patience).toBeGreaterThan(50);
});
afterEach(() => load.stop());

/** Nobody is let through to the model while it lasts. */
async function expectNothingServed(): Promise<void> {
  await expect.poll(refusals, patience).toBeGreaterThan(16);
  const [calls, before] = [upstream.calls.length, refusals()];
  await expect.poll(refusals, patience).toBeGreaterThan(before + 100);
  expect(upstream.calls.length).toBe(calls);
}

/** Everything that the model answered has one event, whether its caller heard the end or not. */
async function expectNothingLost(): Promise<void> {
  const before = load.completed.length;
  await expect.poll(() => load.completed.length, patience).toBeGreaterThan(before + 50);
  expect(gateway.isRunning()).toBe(true);
  await load.stop();
  const billed = await selectBilledRequests(db);
  const requestIds = new Set(billed.map(({ requestId }) => requestId));
  expect(requestIds.size).toBe(billed.length);
  expect(load.completed.filter((requestId) => !requestIds.has(requestId))).toEqual([]);
  expect(billed.length).toBe(upstream.calls.length);
  const ledger = await sumLedgerOfToday(db);
  expect(await customer.readUsage()).toEqual([ledger, ledger]);
}

test(
  "case 17: PostgreSQL is stopped under load: 503, nothing is served unmetered, and it goes on by itself without loss",
  async () => {
    await postgres.stop();
    await expectNothingServed();
    await postgres.start();
    await expectNothingLost();
    expect([...load.refused.keys()]).toEqual([refusal]);
  },
  testMs,
);

test(
  "case 17: PostgreSQL is killed for longer than an answer waits: its caller hears no end, its event is kept",
  async () => {
    const cutBefore = load.cut;
    await postgres.kill();
    await expectNothingServed();
    // Streams whose end waited for the ledger are given up by their callers' gateway after 10 s.
    await expect.poll(() => load.cut, patience).toBeGreaterThan(cutBefore);
    await postgres.start();
    await expectNothingLost();
    expect([...load.refused.keys()]).toEqual([refusal]);
  },
  testMs,
);
