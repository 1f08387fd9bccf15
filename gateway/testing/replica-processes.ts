import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "../platform/db/database";
import { startEmbeddedPostgres } from "../platform/embedded-postgres/embedded-postgres";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process";
import { startRedisServer } from "./redis-server";
import { startUpstreamDouble, type UpstreamDouble } from "./upstream-double";

/** Gateways as operators run them, each a process of its own, over one PostgreSQL and one Redis. */
export interface ReplicaProcesses {
  replicas: readonly [GatewayProcess, ...GatewayProcess[]];
  db: Database;
  upstream: UpstreamDouble;
  close(): Promise<void>;
}

/** `settings` are further variables, the same for all. */
export async function startReplicaProcesses(
  count: number,
  settings: Record<string, string> = {},
): Promise<ReplicaProcesses> {
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-replicas-"));
  const log = { info: () => {}, warn: () => {} };
  const [postgres, redis, upstream] = await Promise.all([
    startEmbeddedPostgres({ dataDir, log, durable: false }),
    startRedisServer(),
    startUpstreamDouble(),
  ]);
  const db = openDatabase({ url: postgres.url, connections: 2, onIdleError: () => {} });
  const shared = {
    REDIS_URL: redis.url,
    GATEWAY_API_KEY: `hgm_${randomBytes(24).toString("base64url")}`,
    HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ...settings,
  };
  // The first one migrates.
  const first = await startGatewayProcess(postgres.url, shared);
  const others = Array.from({ length: count - 1 }, () => startGatewayProcess(postgres.url, shared));
  const replicas = [first, ...(await Promise.all(others))] as const;
  return {
    replicas,
    db,
    upstream,
    async close() {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await upstream.close();
      await redis.close();
      await db.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** When a group's requests were admitted, in whole milliseconds of the one clock that all share. */
export async function selectAdmissions(db: Database, groupId: string): Promise<number[]> {
  const { rows } = await db.query<{ atMs: number }>(
    `SELECT (extract(epoch FROM admitted_at) * 1000)::float8 AS "atMs" FROM events
     WHERE group_id = $1 ORDER BY admitted_at`,
    [groupId],
  );
  return rows.map(({ atMs }) => Math.floor(atMs));
}
