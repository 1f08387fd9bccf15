import { join } from "node:path";

/** What an operator may have exported for a running Headgate; no test may ever reach that one. */
const operators =
  /^(HEADGATE_|GATEWAY_|DASHBOARD_|NEXTAUTH_|OIDC_|DEMO_)|^(DATABASE_URL|DATABASE_DIRECT_URL|DATABASE_POOL_MAX|REDIS_URL|TRUSTED_PROXIES|NODE_ENV|NODE_OPTIONS|NEXT_DIST_DIR)$|^PG[A-Z]+$/;

/**
 * @param {{ chromium: string, redisServer: string, pgBouncer: string, haproxy: string } | undefined} tools
 * @param {string} reports folder for machine-readable reports
 * @returns {NodeJS.ProcessEnv}
 */
export function testEnvironment(tools, reports) {
  const kept = Object.entries(process.env).filter(([name]) => !operators.test(name));
  return {
    ...Object.fromEntries(kept),
    NEXT_TELEMETRY_DISABLED: "1",
    PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, "e2e.json"),
    ...(tools && {
      CHROMIUM_PATH: tools.chromium,
      REDIS_SERVER_PATH: tools.redisServer,
      PGBOUNCER_PATH: tools.pgBouncer,
      HAPROXY_PATH: tools.haproxy,
    }),
  };
}
