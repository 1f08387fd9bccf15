import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./start-program";

export interface GatewayOptions {
  redisUrl?: string;
  /** An embedded one of its own by default. */
  databaseUrl?: string;
  /** In base64; the same for all gateways on one database. */
  encryptionKey?: string;
  /** Gets every event. */
  webhookUrl?: string;
  /** Another program than the gateway, with its settings and its API. */
  args?: string[];
}

/** A gateway as operators run it; resolves once it says that it is ready. */
export async function startGateway(
  port: number,
  managementKey: string,
  options: GatewayOptions = {},
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const { redisUrl, databaseUrl, encryptionKey, webhookUrl } = options;
  const { args = [".build/gateway.mjs"] } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-bench-"));
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram({
    args,
    env: {
      HEADGATE_DATA_DIR: dataDir,
      HEADGATE_LOG_LEVEL: "warn",
      GATEWAY_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      GATEWAY_API_KEY: managementKey,
      GATEWAY_SLUG_PREFIXES: "acme",
      GATEWAY_ALLOW_INSECURE_UPSTREAMS: "1",
      ...(redisUrl && { REDIS_URL: redisUrl }),
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      ...(encryptionKey && { HEADGATE_ENCRYPTION_KEY: encryptionKey }),
      ...(webhookUrl && {
        GATEWAY_WEBHOOK_URL: webhookUrl,
        GATEWAY_WEBHOOK_SECRET: "whsec_of_the_benchmark",
      }),
    },
    probeUrl: `${url}/readyz`,
  });
  const stop = async () => {
    await program.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url, pid: program.pid, stop };
}
