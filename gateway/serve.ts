import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createApp } from "./app";
import type { GatewayConfig } from "./config";
import type { Deps } from "./deps";
import { type OpenedCounters, openCounters } from "./limits/open-counters";
import { checkEncryptionKey } from "./management/secrets/check-encryption-key";
import { createSecretCipher } from "./management/secrets/secret-cipher";
import { ensureDefaultWorkspace } from "./management/workspaces/ensure-default-workspace";
import {
  openWebhookDispatcher,
  type WebhookDispatcher,
} from "./metering/deliveries/webhook-dispatcher";
import { type DatabaseClock, openDatabaseClock } from "./metering/ledger/database-clock";
import { openPostgresLedger } from "./metering/ledger/postgres-ledger";
import { readCommittedConsumption } from "./metering/ledger/rebuild-counters";
import { openUsageRoller, type UsageRoller } from "./metering/rollups/usage-roller";
import { ensureDefaultWebhook } from "./metering/webhooks/ensure-default-webhook";
import { findPooling } from "./platform/db/find-pooling";
import { migrate } from "./platform/db/migrate";
import { type Databases, openDatabases } from "./platform/db/open-databases";
import { selectServerVersion } from "./platform/db/server-version-store";
import { createMetrics } from "./platform/metrics/metrics";
import { createIds } from "./platform/process/create-ids";
import { createLifecycle } from "./platform/process/lifecycle";
import { isPortTaken, listenFailure } from "./platform/process/listen-failure";
import { describeOldParts } from "./platform/process/old-parts";

export interface RunningGateway {
  url: string;
  /** From now on /readyz says that it is about to stop; it serves on. */
  drain(): void;
  /** Takes no new requests, lets answers under way end for at most `graceMs`, then closes all. */
  close(graceMs: number): Promise<void>;
}

/** What a predecessor that was just killed or stopped needs to let go of lock and port. */
const predecessorMs = 5_000;

/**
 * Opens everything in order (database, migrations, default workspace, ledger, counters) and
 * listens. `onLost` hears when another process took over the counters. @throws ConfigError
 */
export async function serveGateway(
  config: GatewayConfig,
  log: Logger,
  onLost: (error: Error) => void,
  logLinesLost: () => number = () => 0,
): Promise<RunningGateway> {
  const isPooled = await findPooling(config);
  await migrate(config.databaseDirectUrl ?? config.databaseUrl, {
    directory: resolve("gateway/platform/db/migrations"),
    schema: "public",
    onProgress: (line, isLong) => log[isLong ? "warn" : "info"](`migrations: ${line}`),
  });
  const databases = openDatabases(config, log, isPooled);
  const { management: db } = databases;
  let counting: OpenedCounters | undefined;
  let time: DatabaseClock | undefined;
  try {
    const cipher = createSecretCipher(config.encryptionKey);
    await checkEncryptionKey({ db, cipher, log });
    const { node } = process.versions;
    const parts = { node, postgres: await selectServerVersion(db), nowMs: Date.now() };
    for (const line of describeOldParts(parts)) log.warn(line);
    const clock = await openDatabaseClock({ db: databases.ledger, log });
    time = clock;
    const entries = () => readCommittedConsumption({ db: databases.ledger, clock, log });
    const steady = { now: () => clock.now(), elapsedMs: () => performance.now() };
    const opened = await openCounters({ config, clock: steady, log, entries, onLost });
    counting = opened;
    // Heard below; a failure before that must not end the process without a word of its own.
    opened.ready.catch(() => undefined);
    const metrics = createMetrics(config.version);
    metrics.watch({ logLinesLost });
    const base = { config, db, pools: databases, clock, ids: createIds(), log, metrics };
    const { id: workspaceId } = await ensureDefaultWorkspace(base);
    const ledger = await openPostgresLedger(
      { ...base, db: databases.ledger },
      { metrics, retentionDays: config.eventRetentionDays },
    );
    metrics.watch({ countersMode: opened.mode });
    await opened.ready;
    const deps: Deps = {
      ...base,
      cipher,
      counters: opened.counters,
      ledger,
      lifecycle: createLifecycle(),
    };
    await ensureDefaultWebhook(deps, workspaceId);
    const app = await createApp(deps);
    const url = await listen(app, config);
    const roller = openUsageRoller({ ...base, db: databases.background });
    const webhooks = openWebhookDispatcher({ ...deps, db: databases.webhooks });
    log.info({ url, version: config.version }, "the gateway answers");
    const running = {
      app,
      deps,
      roller,
      webhooks,
      ledger,
      counting: opened,
      time: clock,
      databases,
    };
    return { url, drain: deps.lifecycle.drain, close: (graceMs) => close(running, graceMs) };
  } catch (error) {
    await counting?.close();
    time?.close();
    await databases.close();
    throw error;
  }
}

async function listen(app: FastifyInstance, { host, port }: GatewayConfig): Promise<string> {
  const place = { portVariable: "GATEWAY_PORT", hostVariable: "GATEWAY_HOST", host, port };
  const deadline = Date.now() + predecessorMs;
  for (;;) {
    try {
      return await app.listen({ host, port });
    } catch (error) {
      if (!isPortTaken(error) || Date.now() > deadline) throw listenFailure(error, place);
      await delay(100);
    }
  }
}

interface Opened {
  app: FastifyInstance;
  deps: Deps;
  roller: UsageRoller;
  ledger: { close(): Promise<void> };
  counting: OpenedCounters;
  time: DatabaseClock;
  databases: Databases;
  webhooks: WebhookDispatcher;
}

async function close(
  { app, deps, roller, webhooks, ledger, counting, time, databases }: Opened,
  graceMs: number,
): Promise<void> {
  deps.lifecycle.drain();
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await Promise.all([app.close(), webhooks.close(graceMs)]);
  clearTimeout(timer);
  await deps.ledger.drain();
  await roller.close();
  await ledger.close();
  await counting.close();
  time.close();
  deps.metrics.close();
  await databases.close();
  deps.log.info("the gateway has stopped");
}
