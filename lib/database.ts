import "server-only";
import { type DashboardDatabase, openDashboardDatabase } from "./db/open-database";
import { env } from "./env";

declare global {
  // Next evaluates a module once per bundle; the process should have one pool.
  var headgateDashboardDatabase: DashboardDatabase | undefined;
}

/** The process's pool of connections to the dashboard's tables. */
export function database(): DashboardDatabase {
  globalThis.headgateDashboardDatabase ??= openDashboardDatabase(env().databaseUrl);
  return globalThis.headgateDashboardDatabase;
}
