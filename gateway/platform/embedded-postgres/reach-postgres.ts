import type { Logger } from "pino";
import { readDataDir } from "../process/complete-environment";
import { databaseUrl } from "../process/database-url";
import { type Environment, readVariable } from "../process/environment";
import { startEmbeddedPostgres } from "./embedded-postgres";

/** A PostgreSQL to work with; `leave` ends our use of it. */
export interface ReachedPostgres {
  url: string;
  /** Past a pooler where there is one: for commands, migrations and what needs a session. */
  directUrl: string;
  leave(): Promise<void>;
  /** Rejects when an embedded server is gone for good; never settles for one of the operator's. */
  failed: Promise<never>;
}

/** DATABASE_URL, or else the embedded server: the running one, or one started for the while. */
export async function reachPostgres(
  env: Environment,
  log: Pick<Logger, "info" | "warn">,
): Promise<ReachedPostgres> {
  const url = readVariable(env, "DATABASE_URL", databaseUrl);
  if (url) {
    const directUrl = readVariable(env, "DATABASE_DIRECT_URL", databaseUrl) ?? url;
    return { url, directUrl, leave: async () => {}, failed: new Promise(() => {}) };
  }
  const server = await startEmbeddedPostgres({ dataDir: readDataDir(env), log });
  return {
    url: server.url,
    directUrl: server.url,
    leave: () => server.stop(),
    failed: server.failed,
  };
}
