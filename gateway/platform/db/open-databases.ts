import type { Logger } from "pino";
import type { GatewayConfig } from "../../config";
import type { Pools } from "../../deps";
import { type Database, openDatabase } from "./database";
import { shareConnections } from "./share-connections";

/** Every pool of one gateway; together they never hold more than DATABASE_POOL_MAX connections. */
export interface Databases extends Pools {
  management: Database;
  ledger: Database;
  webhooks: Database;
  close(): Promise<void>;
}

/** Longer than a look-up may take, so that what hangs does not stay for long either. */
const lookupMs = 5_000;

/** @param isPooled as findPooling says */
export function openDatabases(
  config: Pick<GatewayConfig, "databaseUrl" | "databaseDirectUrl" | "databasePoolMax">,
  log: Logger,
  isPooled: boolean,
): Databases {
  const shares = shareConnections(config.databasePoolMax);
  const onIdleError = (err: Error) => log.warn({ err }, "an idle database connection broke");
  const shared = { url: config.databaseUrl, isPooled, onIdleError };
  const direct = { url: config.databaseDirectUrl ?? config.databaseUrl, onIdleError };
  const pools = {
    management: openDatabase({ ...shared, connections: shares.management }),
    ledger: openDatabase({ ...shared, connections: shares.ledger }),
    lookups: openDatabase({ ...shared, connections: shares.lookups, statementMs: lookupMs }),
    webhooks: openDatabase({ ...shared, connections: shares.webhooks }),
    background: openDatabase({ ...shared, connections: shares.background }),
    changes: openDatabase({ ...direct, connections: shares.changes }),
  };
  return {
    ...pools,
    async close() {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
    },
  };
}
