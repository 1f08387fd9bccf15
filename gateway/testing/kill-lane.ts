import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "../platform/db/database";
import { startEmbeddedPostgres } from "../platform/embedded-postgres/embedded-postgres";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process";
import { addProcessCustomer, type ProcessCustomer } from "./process-customer";
import { createTestDatabase } from "./test-database";

/** A gateway to be killed again and again, with a database and a customer of its own. */
export interface KillLane {
  gateway: GatewayProcess;
  customer: ProcessCustomer;
  db: Database;
  close(): Promise<void>;
}

/** `embedded`: PostgreSQL with fsync, started by the gateway itself and left behind by its death. */
export type KillDatabase = "embedded" | "external";

const settings = { HEADGATE_LOG_LEVEL: "error" };

export async function openKillLane(kind: KillDatabase, upstreamUrl: string): Promise<KillLane> {
  const { gateway, db, remove } = kind === "embedded" ? await openEmbedded() : await openExternal();
  const customer = await addProcessCustomer(gateway, upstreamUrl);
  return {
    gateway,
    customer,
    db,
    async close() {
      await gateway.terminate();
      await remove();
    },
  };
}

async function openExternal() {
  const database = await createTestDatabase();
  const gateway = await startGatewayProcess(database.url, settings);
  return { gateway, db: database.db, remove: () => database.drop() };
}

async function openEmbedded() {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-kill-"));
  const gateway = await startGatewayProcess(null, { ...settings, HEADGATE_DATA_DIR: dataDir });
  const quiet = { info: () => {}, warn: () => {} };
  const server = await startEmbeddedPostgres({ dataDir, log: quiet });
  const db = openDatabase({ url: server.url, connections: 2, onIdleError: () => {} });
  const remove = async () => {
    await db.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { gateway, db, remove };
}
