import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createGroupBody } from "../../gateway/contracts/group";
import { generateManagementKey } from "../../gateway/platform/process/generate-management-key";
import type { Stops } from "../keep-stops";
import { type BenchDatabase, startBenchDatabase } from "../measures/bench-database";
import { startRedis } from "./contenders";
import { createCaller, type ManagementCall } from "./management-caller";
import { slug } from "./prepare-gateway";
import { startGateway } from "./start-gateway";
import type { Program } from "./start-program";

/** Gateways on one PostgreSQL and one Redis, and models that say their name. */
export interface Replicas {
  urls: string[];
  /** Through one replica after the other. */
  manage: ManagementCall;
  database: BenchDatabase;
  redis: Program;
  /** Base URLs; the endpoint points to the first. */
  models: [string, string];
  endpointId: string;
  secretId: string;
}

export async function startReplicas(
  { keep }: Stops,
  count: number,
  [redisPort = 0, ...ports]: readonly number[],
): Promise<Replicas> {
  const database = keep(await startBenchDatabase());
  const redis = await startRedis(redisPort);
  if (!redis) throw new Error("several gateways on one database need redis-server: install it");
  keep(redis);
  const models: Replicas["models"] = [
    keep(await startModel("first")).url,
    keep(await startModel("second")).url,
  ];
  const managementKey = generateManagementKey().plaintext;
  const shared = {
    databaseUrl: database.url,
    redisUrl: redis.url,
    encryptionKey: randomBytes(32).toString("base64"),
  };
  const urls: string[] = [];
  for (const port of ports.slice(0, count)) {
    urls.push(keep(await startGateway(port, managementKey, shared)).url);
  }
  const callers = urls.map((url) => createCaller(url, managementKey));
  let turn = 0;
  const manage: ManagementCall = (...call) => {
    const caller = callers[turn++ % callers.length];
    if (!caller) throw new Error("no replica was asked for");
    return caller(...call);
  };
  const secret = await manage("POST", "/v1/secrets", { name: "bench", value: "bench" });
  const secretId = String(secret["id"]);
  const endpoint = await manage("POST", "/v1/gateway/endpoints", {
    slug,
    targets: [toTarget(models[0], secretId)],
  });
  return { urls, manage, database, redis, models, endpointId: String(endpoint["id"]), secretId };
}

export function toTarget(baseUrl: string, secretId: string): object {
  return {
    provider: "OPENAI_COMPATIBLE",
    base_url: baseUrl,
    secret_id: secretId,
    target_model: "bench",
  };
}

let customers = 0;

/** A group that may call the model, and its key. */
export async function addCustomer(manage: ManagementCall): Promise<{ id: string; key: string }> {
  const body = createGroupBody.parse({
    metadata: { external_entity_id: `customer-${customers++}` },
    models: [{ slug }],
    hierarchy: {},
  });
  const group = await manage("POST", "/v1/gateway/groups", body);
  const id = String(group["id"]);
  const minted = await manage("POST", `/v1/gateway/groups/${id}/api_keys`, {});
  return { id, key: String(minted["api_key"]) };
}

async function startModel(content: string): Promise<{ url: string; stop(): Promise<void> }> {
  const choice = { index: 0, message: { role: "assistant", content }, finish_reason: "stop" };
  const usage = { prompt_tokens: 12, completion_tokens: 1, total_tokens: 13 };
  const body = JSON.stringify({ object: "chat.completion", choices: [choice], usage });
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
