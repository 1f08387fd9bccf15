import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createApp } from "./app";
import type { GatewayConfig } from "./config";
import { type Database, openDatabase } from "./db/database";
import { type HeldLock, holdLock, processLocks } from "./db/hold-lock";
import { migrate } from "./db/migrate";
import type { Deps } from "./deps";
import { openPostgresLedger } from "./events/postgres-ledger";
import { rebuildCounters } from "./events/rebuild-counters";
import { createMemoryCounterStore } from "./limits/memory-counter-store";
import { createIds } from "./process/create-ids";
import { ConfigError } from "./process/environment";
import { createSecretCipher } from "./secrets/secret-cipher";
import { ensureDefaultWorkspace } from "./workspaces/ensure-default-workspace";

export interface RunningGateway {
  url: string;
  /** Takes no new requests, lets answers under way end for at most `graceMs`, then closes all. */
  close(graceMs: number): Promise<void>;
}

/** What a predecessor that was just killed or stopped needs to let go of lock and port. */
const predecessorMs = 5_000;
const connections = 20;

/**
 * Opens everything in order (database, migrations, default workspace, ledger, counters) and
 * listens. `onLost` hears when another process took over the counters. @throws ConfigError
 */
export async function serveGateway(
  config: GatewayConfig,
  log: Logger,
  onLost: (error: Error) => void,
): Promise<RunningGateway> {
  if (config.redisUrls) {
    throw new ConfigError(
      "REDIS_URL must be unset in this version: counters in Redis come with a later release; until then one gateway process counts in memory",
    );
  }
  const db = openDatabase({
    url: config.databaseUrl,
    connections,
    onIdleError: (err) => log.warn({ err }, "an idle database connection broke"),
  });
  let lock: HeldLock | undefined;
  try {
    await migrate(db, { directory: resolve("gateway/db/migrations"), schema: "public" });
    lock = await ownCounters(config, log, onLost);
    const clock = { now: () => Date.now() };
    const base = { config, db, clock, ids: createIds(), log };
    await ensureDefaultWorkspace(base);
    const ledger = await openPostgresLedger(base);
    const counters = createMemoryCounterStore(clock);
    const deps: Deps = {
      ...base,
      cipher: createSecretCipher(config.encryptionKey),
      counters,
      ledger,
    };
    await rebuildCounters(deps);
    const app = await createApp(deps);
    const url = await listen(app, config);
    log.info({ url, version: config.version }, "the gateway answers");
    return { url, close: (graceMs) => close({ app, deps, ledger, lock, db }, graceMs) };
  } catch (error) {
    await lock?.release();
    await db.close();
    throw error;
  }
}

async function ownCounters(
  config: GatewayConfig,
  log: Logger,
  onLost: (error: Error) => void,
): Promise<HeldLock> {
  const { databaseUrl: url } = config;
  const options = { url, key: processLocks.counterOwner, patienceMs: 0, onLost };
  const atOnce = await holdLock(options);
  if (atOnce) return atOnce;
  log.info("another gateway owns the counters; waiting for it to end");
  const lock = await holdLock({ ...options, patienceMs: predecessorMs });
  if (lock) return lock;
  throw new ConfigError(
    "Another gateway runs on this database, and without Redis one process alone can count limits; stop it, or give this one a DATABASE_URL of its own",
  );
}

async function listen(app: FastifyInstance, { host, port }: GatewayConfig): Promise<string> {
  const deadline = Date.now() + predecessorMs;
  for (;;) {
    try {
      return await app.listen({ host, port });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EADDRINUSE" && Date.now() < deadline) {
        await delay(100);
        continue;
      }
      if (code === "EADDRINUSE") {
        throw new ConfigError(
          `GATEWAY_PORT must be a free port, e.g. GATEWAY_PORT=4001; ${port} on ${host} is in use by another program`,
        );
      }
      if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
        throw new ConfigError(
          `GATEWAY_HOST must be an address of this machine, e.g. GATEWAY_HOST=127.0.0.1; ${host} is none`,
        );
      }
      throw error;
    }
  }
}

interface Opened {
  app: FastifyInstance;
  deps: Deps;
  ledger: { close(): Promise<void> };
  lock: HeldLock | undefined;
  db: Database;
}

async function close({ app, deps, ledger, lock, db }: Opened, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await app.close();
  clearTimeout(timer);
  await deps.ledger.drain();
  await ledger.close();
  await deps.counters.close();
  await lock?.release();
  await db.close();
  deps.log.info("the gateway has stopped");
}
