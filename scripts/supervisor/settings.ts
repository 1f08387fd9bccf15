import { join } from "node:path";
import { readDataDir } from "../../gateway/platform/process/complete-environment";
import { databaseUrl } from "../../gateway/platform/process/database-url";
import {
  type Environment,
  host,
  port,
  readVariable,
  url,
} from "../../gateway/platform/process/environment";
import type { ListenPlace } from "../../gateway/platform/process/listen-failure";

/** What starting everything needs to know; the gateway and the dashboard read their own part. */
export interface Settings {
  dataDir: string;
  logDirectory: string;
  /** Undefined: embedded. */
  databaseUrl: string | undefined;
  /** Past a pooler; undefined: the same. */
  databaseDirectUrl: string | undefined;
  gateway: { host: string; port: number };
  dashboard: { host: string; port: number };
  demoPort: number;
  gatewayApiUrl: string;
  /** Where people open the dashboard. */
  dashboardUrl: string;
  admin: { email: string; password: string | undefined };
}

/** @throws ConfigError */
export function readSettings(env: Environment): Settings {
  const dataDir = readDataDir(env);
  const gatewayHost = readVariable(env, "GATEWAY_HOST", host("127.0.0.1"), "127.0.0.1");
  const gatewayPort = readVariable(env, "GATEWAY_PORT", port("4000"), "4000");
  const dashboardPort = readVariable(env, "DASHBOARD_PORT", port("3000"), "3000");
  const demoPort = readVariable(env, "DEMO_UPSTREAM_PORT", port("4010"), "4010");
  const gatewayUrl = ownUrl({ host: gatewayHost, port: gatewayPort });
  const dashboardUrl = `http://127.0.0.1:${dashboardPort}`;
  return {
    dataDir,
    logDirectory: join(dataDir, "logs"),
    databaseUrl: readVariable(env, "DATABASE_URL", databaseUrl),
    databaseDirectUrl: readVariable(env, "DATABASE_DIRECT_URL", databaseUrl),
    gateway: { host: gatewayHost, port: gatewayPort },
    dashboard: {
      host: readVariable(env, "DASHBOARD_HOST", host("127.0.0.1"), "127.0.0.1"),
      port: dashboardPort,
    },
    demoPort,
    gatewayApiUrl: readVariable(env, "GATEWAY_API_URL", httpUrl(gatewayUrl), gatewayUrl),
    dashboardUrl: readVariable(env, "NEXTAUTH_URL", httpUrl(dashboardUrl), dashboardUrl),
    admin: {
      email: env["HEADGATE_ADMIN_EMAIL"]?.trim() || "admin@localhost",
      password: env["HEADGATE_ADMIN_PASSWORD"] || undefined,
    },
  };
}

const httpUrl = (example: string) => url("an http(s) URL", example, ["https:", "http:"]);

/** Where this machine reaches what listens there: a wildcard address is called by loopback. */
export function ownUrl(listening: { host: string; port: number }): string {
  const { host: name, port: number } = listening;
  if (["0.0.0.0", "::", "localhost"].includes(name)) return `http://127.0.0.1:${number}`;
  return `http://${name.includes(":") ? `[${name}]` : name}:${number}`;
}

/** True for an address that only this machine reaches. */
export function isLoopback(listenHost: string): boolean {
  return /^(127\.|localhost$|::1$)/.test(listenHost);
}

/** The dashboard's environment: everything it reads, and none of the gateway's own secrets. */
export function dashboardEnvironment(
  env: Environment,
  settings: Settings,
  database: string,
): Environment {
  const { HEADGATE_ENCRYPTION_KEY: _key, HEADGATE_ADMIN_PASSWORD: _password, ...rest } = env;
  return {
    ...rest,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: database,
    GATEWAY_API_URL: settings.gatewayApiUrl,
    DEMO_UPSTREAM_URL: `http://127.0.0.1:${settings.demoPort}`,
    NEXTAUTH_URL: settings.dashboardUrl,
    DASHBOARD_HOST: settings.dashboard.host,
    DASHBOARD_PORT: String(settings.dashboard.port),
  };
}

export const dashboardPlace = ({ dashboard }: Settings): ListenPlace => ({
  portVariable: "DASHBOARD_PORT",
  hostVariable: "DASHBOARD_HOST",
  ...dashboard,
});

/** Arguments for Node that serve the built dashboard. */
export function dashboardCommand({ dashboard }: Settings): string[] {
  return [
    "--import",
    "./.build/exit-with-parent.mjs",
    "node_modules/next/dist/bin/next",
    "start",
    "--hostname",
    dashboard.host,
    "--port",
    String(dashboard.port),
  ];
}
