import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { monotonicFactory } from "ulidx";
import { createApp } from "../app";
import type { GatewayConfig } from "../config";
import type { ManagementScope } from "../contracts/workspace";
import type { Deps, Ids } from "../deps";
import { createMemoryCounterStore } from "../limits/memory/memory-counter-store";
import { createSecretCipher } from "../management/secrets/secret-cipher";
import type { Database } from "../platform/db/database";
import { createMetrics } from "../platform/metrics/metrics";
import { createLifecycle } from "../platform/process/lifecycle";
import { createTestClock, type TestClock } from "./test-clock";
import { createTestConfig } from "./test-config";
import { createTestDatabase } from "./test-database";
import { createTestLedger, type TestLedger } from "./test-ledger";
import { injectInto, type TestAnswer, type TestRequest } from "./test-request";

export interface TestGatewayOptions {
  config?: Partial<GatewayConfig>;
  /** Replaces parts of what the gateway runs on. */
  deps?: Partial<Omit<Deps, "db" | "config">>;
  clock?: TestClock;
  /** Listens on a free port of 127.0.0.1 and answers its `url`. */
  listen?: boolean;
  connections?: number;
  /** How long a connection is waited for; 5 s as in production. */
  waitMs?: number;
}

export interface TestGateway {
  app: FastifyInstance;
  deps: Deps;
  db: Database;
  databaseUrl: string;
  /** Of a listening gateway; empty otherwise. */
  url: string;
  clock: TestClock;
  ledger: TestLedger;
  /** Every line that was logged. */
  logLines: string[];
  workspaceId: string;
  managementKey: string;
  viewKey: string;
  /** Signs registrations of the default workspace. */
  registrationKey: KeyObject;
  /** A second, onboarded workspace without a public key; owns the slug prefix `globex`. */
  otherWorkspace: { id: string; managementKey: string };
  /** A workspace that is not onboarded. */
  pendingWorkspace: { id: string; managementKey: string };
  inject(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

/** The whole gateway over a database of its own. The default workspace owns the prefix `acme`. */
export async function createTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const clock = options.clock ?? createTestClock();
  const {
    url: databaseUrl,
    db,
    drop,
  } = await createTestDatabase({
    connections: options.connections ?? 10,
    waitMs: options.waitMs,
  });
  const ids = createTestIds();
  const logLines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => logLines.push(line) });
  const registration = generateKeyPairSync("ed25519");
  const config = createTestConfig(databaseUrl, options.config);
  const ledger = createTestLedger(ids, clock);
  const deps: Deps = {
    config,
    db,
    pools: { lookups: db, changes: db, background: db },
    clock,
    ids,
    log,
    cipher: createSecretCipher(config.encryptionKey),
    counters: createMemoryCounterStore(clock),
    ledger,
    metrics: createMetrics(config.version),
    lifecycle: createLifecycle(),
    ...options.deps,
  };

  const rawPublicKey = registration.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const workspaceId = await addWorkspace(deps, { name: "default", rawPublicKey, prefix: "acme" });
  const otherId = await addWorkspace(deps, { name: "other", prefix: "globex" });
  const pendingId = await addWorkspace(deps, { name: "pending", isPending: true });
  const managementKey = await addManagementKey(deps, workspaceId, "management");
  const viewKey = await addManagementKey(deps, workspaceId, "view");
  const otherKey = await addManagementKey(deps, otherId, "management");
  const pendingKey = await addManagementKey(deps, pendingId, "management");

  const app = await createApp(deps);
  const url = options.listen ? await app.listen({ host: "127.0.0.1", port: 0 }) : "";
  return {
    app,
    deps,
    db,
    databaseUrl,
    url,
    clock,
    ledger,
    logLines,
    workspaceId,
    managementKey,
    viewKey,
    registrationKey: registration.privateKey,
    otherWorkspace: { id: otherId, managementKey: otherKey },
    pendingWorkspace: { id: pendingId, managementKey: pendingKey },
    inject: (method, path, request) => injectInto(app, method, path, request),
    async close() {
      await app.close();
      await deps.counters.close();
      deps.metrics.close();
      await drop();
    },
  };
}

async function addWorkspace(
  deps: Deps,
  workspace: { name: string; prefix?: string; rawPublicKey?: Buffer; isPending?: boolean },
): Promise<string> {
  const id = deps.ids.create("wsp");
  await deps.db.query(
    `INSERT INTO workspaces (id, name, onboarded_at, registration_public_key, created_at)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      id,
      workspace.name,
      workspace.isPending ? null : new Date(deps.clock.now()),
      workspace.rawPublicKey ?? null,
      new Date(deps.clock.now()),
    ],
  );
  if (workspace.prefix) {
    await deps.db.query(
      "INSERT INTO workspace_slug_prefixes (prefix, workspace_id) VALUES ($1, $2)",
      [workspace.prefix, id],
    );
  }
  return id;
}

/** A working management key of the workspace; answers its plaintext. */
export async function addManagementKey(
  deps: Deps,
  workspaceId: string,
  scope: ManagementScope,
  { isDashboard = false }: { isDashboard?: boolean } = {},
): Promise<string> {
  const plaintext = `hgm_${randomBytes(33).toString("base64url")}`;
  await deps.db.query(
    `INSERT INTO management_keys
       (id, workspace_id, name, scope, is_dashboard, prefix, key_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      deps.ids.create("mky"),
      workspaceId,
      `${scope} key`,
      scope,
      isDashboard,
      plaintext.slice(0, 16),
      createHash("sha256").update(plaintext).digest(),
      new Date(deps.clock.now()),
    ],
  );
  return plaintext;
}

export function createTestIds(): Ids {
  const ulid = monotonicFactory();
  return {
    create: (kind) => `${kind}_${randomBytes(15).toString("base64url")}`,
    ulid: (atMs) => ulid(atMs),
  };
}
