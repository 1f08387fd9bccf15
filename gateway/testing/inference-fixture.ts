import OpenAI from "openai";
import type { ModelInput } from "../contracts/limit";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "./test-gateway";
import { startUpstreamDouble, type UpstreamDouble } from "./upstream-double";

export const fixtureSlug = "acme/glm-5.2";

export interface FixtureGroup {
  id: string;
  key: string;
  client: OpenAI;
}

/** A listening gateway with one endpoint on an upstream double, and ways to add groups. */
export interface InferenceFixture {
  gateway: TestGateway;
  upstream: UpstreamDouble;
  endpointId: string;
  /** A group with a key. `models` without limits by default. */
  addGroup(options?: {
    models?: ModelInput[];
    parent?: string;
    enforcement?: "INDEPENDENT" | "CASCADING";
  }): Promise<FixtureGroup>;
  createClient(key: string): OpenAI;
  manage(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** A request as the bytes are. */
  post(key: string, body: unknown, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function openInferenceFixture(
  options: TestGatewayOptions = {},
): Promise<InferenceFixture> {
  const upstream = await startUpstreamDouble();
  const gateway = await createTestGateway({ ...options, listen: true });
  const manage: InferenceFixture["manage"] = async (method, path, body) => {
    const answer = await gateway.inject(method, path, { key: gateway.managementKey, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const secret = await manage("POST", "/v1/secrets", {
    name: "upstream",
    value: "sk-upstream-key",
  });
  const endpoint = await manage("POST", "/v1/gateway/endpoints", {
    slug: fixtureSlug,
    targets: [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: upstream.url,
        secret_id: secret["id"],
        target_model: "target-model",
      },
    ],
  });
  const createClient = (key: string) =>
    new OpenAI({ apiKey: key, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  let groups = 0;
  return {
    gateway,
    upstream,
    endpointId: String(endpoint["id"]),
    manage,
    createClient,
    async addGroup({ models = [{ slug: fixtureSlug }], parent, enforcement } = {}) {
      groups++;
      const group = await manage("POST", "/v1/gateway/groups", {
        metadata: { external_entity_id: `customer-${groups}` },
        models,
        hierarchy: { parent_group_id: parent ?? null, limit_enforcement: enforcement ?? null },
      });
      const id = String(group["id"]);
      const minted = await manage("POST", `/v1/gateway/groups/${id}/api_keys`, {});
      const key = String(minted["api_key"]);
      return { id, key, client: createClient(key) };
    },
    post: (key, body, init = {}) =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Api-Key ${key}`, "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      }),
    async close() {
      await gateway.close();
      await upstream.close();
    },
  };
}
