import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGroupBody } from "../gateway/contracts/group";
import { generateManagementKey } from "../gateway/workspaces/generate-management-key";
import { startProgram } from "./start-program";

export const slug = "acme/bench";

export interface BenchGateway {
  url: string;
  /** A key of a group on this level of a CASCADING tree with four limits a level. */
  managementKey: string;
  keys: { depth1: string; depth5: string };
  pid: number;
  stop(): Promise<void>;
}

export interface BenchGatewayOptions {
  redisUrl?: string;
  /** Gets every event. */
  webhookUrl?: string;
  /** Another program than the gateway, with its settings and its API. */
  args?: string[];
}

/** High enough that nothing is refused, so that every request does all of its work. */
const threshold = 1_000_000_000_000;
const models = [
  {
    slug,
    rate_limits: [
      { type: "TOKEN", unit: "MINUTE", threshold },
      { type: "REQUEST", unit: "SECOND", threshold },
    ],
    usage_limits: [
      { type: "TOKEN", unit: "DAY", threshold },
      { type: "REQUEST", unit: "DAY", threshold },
    ],
  },
];

/** A gateway on an embedded database of its own, fsync on, with one endpoint and a deep tree. */
export async function prepareGateway(
  port: number,
  upstreamUrl: string,
  options: BenchGatewayOptions = {},
): Promise<BenchGateway> {
  const { redisUrl, webhookUrl, args = [".build/gateway.mjs"] } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "headgate-bench-"));
  const managementKey = generateManagementKey().plaintext;
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
  try {
    const keys = await setUp(createCaller(url, managementKey), upstreamUrl);
    return { url, managementKey, keys, pid: program.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Call = (path: string, body: unknown) => Promise<Record<string, unknown>>;

function createCaller(url: string, managementKey: string): Call {
  return async (path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Api-Key ${managementKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
}

async function setUp(call: Call, upstreamUrl: string): Promise<BenchGateway["keys"]> {
  const secret = await call("/v1/secrets", { name: "bench", value: "bench" });
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: upstreamUrl,
    secret_id: secret["id"],
    target_model: "bench",
  };
  await call("/v1/gateway/endpoints", { slug, targets: [target] });
  const keys: string[] = [];
  let parent: string | null = null;
  for (let level = 1; level <= 5; level += 1) {
    const body = createGroupBody.parse({
      metadata: { external_entity_id: `level-${level}` },
      models,
      hierarchy: { parent_group_id: parent, limit_enforcement: "CASCADING" },
    });
    parent = String((await call("/v1/gateway/groups", body))["id"]);
    keys.push(String((await call(`/v1/gateway/groups/${parent}/api_keys`, {}))["api_key"]));
  }
  return { depth1: keys[0] ?? "", depth5: keys[4] ?? "" };
}
