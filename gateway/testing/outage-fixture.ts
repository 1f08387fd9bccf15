import { expect } from "vitest";
import { type Database, openDatabase } from "../platform/db/database";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process";
import { startTestPostgres, type TestPostgres } from "./postgres-server";
import {
  addProcessCustomer,
  type ProcessCustomer,
  selectBilledRequests,
  sumLedgerOfToday,
} from "./process-customer";
import { answerSlowly, type StreamingLoad, startStreamingLoad } from "./streaming-load";
import { startUpstreamDouble, type UpstreamDouble } from "./upstream-double";

/** A gateway in a process of its own, on a PostgreSQL that a test may take away. */
export interface OutageFixture {
  postgres: TestPostgres;
  /** Of the gateway's database; its connections break with PostgreSQL and come back. */
  db: Database;
  /** Callers that never stop asking; resolves once they are being answered. */
  startLoad(): Promise<StreamingLoad>;
  /** Nobody is let through to the model any more, for as long as the outage lasts. */
  expectNothingServed(load: StreamingLoad): Promise<void>;
  /**
   * Ends the load. The same process answers again, and everything that the model ever answered has
   * exactly one event, whether its caller heard the end or not.
   */
  expectNothingLost(load: StreamingLoad): Promise<void>;
  close(): Promise<void>;
}

/** The only refusal that an outage of the ledger may give. */
export const refusal = "503 metering_unavailable";
const patience = { timeout: 60_000 };

/** `postgres`: one of the caller's, which the fixture closes. */
export async function openOutageFixture(
  options: { hasSmallDisk?: boolean; postgres?: TestPostgres } = {},
): Promise<OutageFixture> {
  const postgres = options.postgres ?? (await startTestPostgres(options));
  const db = openDatabase({ url: postgres.url, connections: 2, onIdleError: () => {} });
  const upstream: UpstreamDouble = await startUpstreamDouble();
  upstream.answer(answerSlowly(10));
  const gateway: GatewayProcess = await startGatewayProcess(postgres.url, {
    HEADGATE_LOG_LEVEL: "fatal",
  });
  const customer: ProcessCustomer = await addProcessCustomer(gateway, upstream.url);
  const countRefusals = ({ refused }: StreamingLoad) => refused.get(refusal) ?? 0;

  return {
    postgres,
    db,
    async startLoad() {
      const load = startStreamingLoad({ url: gateway.url, ...customer, workers: 16 });
      await expect.poll(() => load.completed.length, patience).toBeGreaterThan(50);
      return load;
    },
    async expectNothingServed(load) {
      await expect.poll(() => countRefusals(load), patience).toBeGreaterThan(16);
      // On a disk that is filling up some commits still find room, and each lets some calls in.
      const callsDuringRefusals = async () => {
        const [calls, before] = [upstream.calls.length, countRefusals(load)];
        await expect.poll(() => countRefusals(load), patience).toBeGreaterThan(before + 100);
        return upstream.calls.length - calls;
      };
      await expect.poll(callsDuringRefusals, patience).toBe(0);
    },
    async expectNothingLost(load) {
      const before = load.completed.length;
      await expect.poll(() => load.completed.length, patience).toBeGreaterThan(before + 50);
      expect(gateway.isRunning()).toBe(true);
      await load.stop();
      expect([...load.refused.keys()]).toEqual([refusal]);
      const billed = await selectBilledRequests(db);
      const requestIds = new Set(billed.map(({ requestId }) => requestId));
      expect(requestIds.size).toBe(billed.length);
      expect(load.completed.filter((requestId) => !requestIds.has(requestId))).toEqual([]);
      expect(billed.length).toBe(upstream.calls.length);
      const ledger = await sumLedgerOfToday(db);
      expect(await customer.readUsage()).toEqual([ledger, ledger]);
    },
    async close() {
      await gateway.kill();
      await upstream.close();
      await db.close();
      await postgres.close();
    },
  };
}
