import { createApp } from "../../gateway/app";
import { readConfig } from "../../gateway/config";
import { createMemoryCounterStore } from "../../gateway/limits/memory/memory-counter-store";
import { createSecretCipher } from "../../gateway/management/secrets/secret-cipher";
import { ensureDefaultWorkspace } from "../../gateway/management/workspaces/ensure-default-workspace";
import type { Ledger } from "../../gateway/metering/ledger/ledger";
import { openDatabase } from "../../gateway/platform/db/database";
import { migrate } from "../../gateway/platform/db/migrate";
import { reachPostgres } from "../../gateway/platform/embedded-postgres/reach-postgres";
import { createMetrics } from "../../gateway/platform/metrics/metrics";
import { completeEnvironment } from "../../gateway/platform/process/complete-environment";
import { createIds } from "../../gateway/platform/process/create-ids";
import { createLog } from "../../gateway/platform/process/create-log";
import { createLifecycle } from "../../gateway/platform/process/lifecycle";

/** Takes every event and forgets it. */
const forgetful: Ledger = {
  append: async () => ({ idempotencyKey: "" }),
  isAvailable: () => true,
  drain: async () => {},
};

/**
 * The gateway without its ledger, roller and webhooks, which the product can't be: only here, to
 * tell what they cost.
 */
export async function serveUnmetered(migrations: string): Promise<void> {
  const env = await completeEnvironment(process.env);
  const log = createLog("warn");
  const postgres = await reachPostgres(env, log);
  const config = readConfig({ ...env, DATABASE_URL: postgres.url }, "bench");
  const db = openDatabase({ url: postgres.url, connections: 20, onIdleError: () => {} });
  await migrate(postgres.url, { directory: migrations, schema: "public" });
  const clock = { now: () => Date.now() };
  const metrics = createMetrics(config.version);
  const pools = { lookups: db, changes: db, background: db };
  const base = { config, db, pools, clock, ids: createIds(), log, metrics };
  await ensureDefaultWorkspace(base);
  const app = await createApp({
    ...base,
    cipher: createSecretCipher(config.encryptionKey),
    counters: createMemoryCounterStore(clock),
    ledger: forgetful,
    lifecycle: createLifecycle(),
  });
  metrics.watch({ countersMode: () => "memory", ledgerQueueRows: () => 0 });
  await app.listen({ host: config.host, port: config.port });
  process.on("SIGTERM", async () => {
    app.server.closeAllConnections();
    await app.close();
    await db.close();
    await postgres.leave();
    process.exit(0);
  });
}
