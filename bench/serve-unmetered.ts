import { createApp } from "../gateway/app";
import { readConfig } from "../gateway/config";
import { openDatabase } from "../gateway/db/database";
import { migrate } from "../gateway/db/migrate";
import { reachPostgres } from "../gateway/db/reach-postgres";
import type { Ledger } from "../gateway/events/ledger";
import { createMemoryCounterStore } from "../gateway/limits/memory-counter-store";
import { createMetrics } from "../gateway/metrics/metrics";
import { completeEnvironment } from "../gateway/process/complete-environment";
import { createIds } from "../gateway/process/create-ids";
import { createLog } from "../gateway/process/create-log";
import { createLifecycle } from "../gateway/process/lifecycle";
import { createSecretCipher } from "../gateway/secrets/secret-cipher";
import { ensureDefaultWorkspace } from "../gateway/workspaces/ensure-default-workspace";

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
