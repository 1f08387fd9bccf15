import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { z } from "zod";
import { bundleEntry } from "./bundle";

/** A gateway in a process of its own, as a production replica runs, that can be killed. */
export interface GatewayProcess {
  url: string;
  managementKey: string;
  /** Starts again on the same database and port. */
  restart(): Promise<void>;
  /** SIGKILL: no hook, no flush. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code once it has ended. */
  terminate(): Promise<number | null>;
}

const source = `
  import { pino } from "pino";
  import { readConfig } from "./gateway/config";
  import { serveGateway } from "./gateway/serve";
  const log = pino({ level: "warn" }, process.stderr);
  const gateway = await serveGateway(readConfig(process.env, "0.0.0-test"), log, () => {});
  process.on("SIGTERM", () => gateway.close(30_000).then(() => process.exit(0)));
  process.send({ url: gateway.url });
`;
const ready = z.object({ url: z.string() });

/** `settings` are further variables; replicas of one another share key and encryption key. */
export async function startGatewayProcess(
  databaseUrl: string,
  settings: Record<string, string> = {},
): Promise<GatewayProcess> {
  const entry = await bundleEntry({ source });
  const managementKey = `hgm_${randomBytes(24).toString("base64url")}`;
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    GATEWAY_PORT: String(await freePort()),
    GATEWAY_API_KEY: managementKey,
    GATEWAY_ALLOW_INSECURE_UPSTREAMS: "1",
    HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ...settings,
  };
  let child: ChildProcess | undefined;

  async function start(): Promise<string> {
    child = fork(entry, { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const [message] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error("the gateway ended before it was ready");
      }),
    ]);
    return ready.parse(message).url;
  }

  return {
    url: await start(),
    managementKey: env.GATEWAY_API_KEY,
    async restart() {
      await start();
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
    async terminate() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return null;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = await exited;
      return code;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
