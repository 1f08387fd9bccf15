import { readConfig } from "../../gateway/config";
import { completeEnvironment } from "../../gateway/platform/process/complete-environment";
import type { Environment } from "../../gateway/platform/process/environment";
import packageJson from "../../package.json";
import { ensureDashboardBuilt } from "../ensure-built.mjs";
import { describeFirstAdmin, prepareDashboard } from "./prepare-dashboard";
import { orphansMs, refuseSharedPort, requireFreePorts } from "./require-free-port";
import { type RunningService, type ServiceOptions, startService } from "./service";
import {
  dashboardCommand,
  dashboardEnvironment,
  dashboardPlace,
  isLoopback,
  ownUrl,
  type Settings,
} from "./settings";

export interface Starting {
  settings: Settings;
  databaseUrl: string;
  /** A start before this one was killed: its services may have the ports for a while. */
  afterKill: boolean;
  /** Filled with what was started, in the order in which it is to be stopped last to first. */
  services: RunningService[];
  signal: AbortSignal;
  say: (line: string) => void;
}

/** Builds what is out of date, prepares the dashboard's tables, then starts all services at once. */
export async function startServices(starting: Starting): Promise<void> {
  const { settings, databaseUrl, afterKill, services, signal, say } = starting;
  const env: Environment = {
    ...(await completeEnvironment(process.env)),
    GATEWAY_ALLOW_INSECURE_UPSTREAMS:
      process.env["GATEWAY_ALLOW_INSECURE_UPSTREAMS"] ||
      (isLoopback(settings.gateway.host) ? "1" : "0"),
    DATABASE_URL: databaseUrl,
  };
  const { drainSeconds } = readConfig(env, packageJson.version);
  const started = describeServices(starting, env, drainSeconds * 1_000);
  refuseSharedPort(started.map(({ place }) => place));
  await requireFreePorts(
    started.map(({ place }) => place),
    signal,
    afterKill ? orphansMs : undefined,
  );
  await ensureDashboardBuilt(process.cwd());
  signal.throwIfAborted();
  const firstAdmin = await prepareDashboard(
    { url: databaseUrl, directUrl: settings.databaseDirectUrl ?? databaseUrl },
    settings.admin,
  );
  const credentials = describeFirstAdmin(firstAdmin, settings.dashboardUrl);
  if (credentials) say(credentials);

  const oneFailed = new AbortController();
  const any = AbortSignal.any([signal, oneFailed.signal]);
  let failure: unknown;
  const results = await Promise.allSettled(
    started.map((service) =>
      startService(service, any).catch((error: unknown) => {
        failure ??= error;
        oneFailed.abort();
        throw error;
      }),
    ),
  );
  for (const result of results) if (result.status === "fulfilled") services.push(result.value);
  if (failure !== undefined) throw failure;
}

/** The database outlives them all; the dashboard, which calls the others, is stopped first. */
function describeServices(
  { settings, databaseUrl, say }: Starting,
  env: Environment,
  drainMs: number,
): ServiceOptions[] {
  const shared = { logDirectory: settings.logDirectory, tell: say };
  const demo: ServiceOptions = {
    ...shared,
    name: "demo",
    args: ["--import", "./.build/exit-with-parent.mjs", ".build/demo.mjs"],
    place: {
      portVariable: "DEMO_UPSTREAM_PORT",
      host: "127.0.0.1",
      port: settings.demoPort,
    },
    env: { PATH: env["PATH"], DEMO_UPSTREAM_PORT: String(settings.demoPort) },
    healthUrl: `http://127.0.0.1:${settings.demoPort}/healthz`,
    stopMs: 2_000,
  };
  const gateway: ServiceOptions = {
    ...shared,
    name: "gateway",
    args: [".build/gateway.mjs"],
    place: {
      portVariable: "GATEWAY_PORT",
      hostVariable: "GATEWAY_HOST",
      ...settings.gateway,
    },
    env,
    healthUrl: `${ownUrl(settings.gateway)}/readyz`,
    stopMs: 35_000 + drainMs,
  };
  const dashboard: ServiceOptions = {
    ...shared,
    name: "dashboard",
    args: dashboardCommand(settings),
    place: dashboardPlace(settings),
    env: dashboardEnvironment(env, settings, databaseUrl),
    healthUrl: `${ownUrl(settings.dashboard)}/api/healthz`,
    stopMs: 10_000,
  };
  return [demo, gateway, dashboard];
}
