import { createGroupBody } from "../../gateway/contracts/group";
import { generateManagementKey } from "../../gateway/platform/process/generate-management-key";
import { createCaller } from "./management-caller";
import { type GatewayOptions, startGateway } from "./start-gateway";

export const slug = "acme/bench";

export interface BenchGateway {
  url: string;
  /** A key of a group on this level of a CASCADING tree with four limits a level. */
  managementKey: string;
  keys: { depth1: string; depth5: string };
  pid: number;
  stop(): Promise<void>;
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
  options: GatewayOptions = {},
): Promise<BenchGateway> {
  const managementKey = generateManagementKey().plaintext;
  const gateway = await startGateway(port, managementKey, options);
  try {
    const call = createCaller(gateway.url, managementKey);
    const keys = await setUp((path, body) => call("POST", path, body), upstreamUrl);
    return { ...gateway, managementKey, keys };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}

type Call = (path: string, body: unknown) => Promise<Record<string, unknown>>;

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
