import { type InferenceScene, sceneSlug } from "../../../testing/inference-scene";
import { signed } from "../../../testing/test-registration";

/** What one call of an operation is made with. */
export interface OperationInput {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
  /** The management key unless said otherwise. */
  key?: string;
  /** 200 unless said otherwise. */
  status?: number;
}

type MakeInput = (scene: InferenceScene) => OperationInput | Promise<OperationInput>;

const target = { provider: "BASETEN" as const, model_id: "abc123" };
let count = 0;
const fresh = (word: string) => `${word}-${++count}`;

const ofGroup: MakeInput = async (scene) => ({ path: { group_id: (await scene.addGroup()).id } });
const ofKey: MakeInput = async (scene) => {
  const { id, key } = await scene.addGroup();
  return { path: { group_id: id, prefix: key.slice(0, 16) } };
};
const endpoint = async (scene: InferenceScene) => {
  const body = { slug: `acme/${fresh("slug")}`, targets: [target] };
  return String((await scene.manage("POST", "/v1/gateway/endpoints", body))["id"]);
};
const ofEndpoint: MakeInput = async (scene) => ({ path: { endpoint_id: await endpoint(scene) } });
const secret = async (scene: InferenceScene) => {
  const name = fresh("secret");
  await scene.manage("POST", "/v1/secrets", { name, value: "v" });
  return name;
};
const webhook = (scene: InferenceScene) =>
  scene.manage("PUT", "/v1/gateway/webhooks/settings", { url: "https://billing.example.com/x" });
const delivery = async (scene: InferenceScene) => {
  await webhook(scene);
  return String((await scene.manage("POST", "/v1/gateway/webhooks/test"))["id"]);
};
const managementKey = (scene: InferenceScene) =>
  scene.manage("POST", "/v1/gateway/management_keys", { name: fresh("key"), scope: "view" });
const team = (scene: InferenceScene) => ({ team_id: scene.gateway.workspaceId });
const caller = async (scene: InferenceScene) => ({ key: (await scene.addGroup()).key });
const nothing: MakeInput = () => ({});
const withWebhook: MakeInput = async (scene) => {
  await webhook(scene);
  return {};
};

/** By operation id; a test fails for one that has none. */
export const operationInputs: Record<string, MakeInput> = {
  createGroup: () => ({
    body: {
      metadata: { external_entity_id: fresh("cust") },
      models: [{ slug: sceneSlug }],
      hierarchy: { parent_group_id: null },
    },
  }),
  listGroups: () => ({ query: { limit: 2 } }),
  readGroup: ofGroup,
  updateGroup: async (scene) => ({
    ...(await ofGroup(scene)),
    body: { metadata: { name: "renamed" } },
  }),
  deleteGroup: ofGroup,
  readGroupLimits: ofGroup,
  readGroupUsage: ofGroup,
  listLimitConsumers: async (scene) => ({
    ...(await ofGroup(scene)),
    query: { slug: sceneSlug, type: "TOKEN", unit: "DAY" },
  }),
  listLimitPeaks: async (scene) => ({
    ...(await ofGroup(scene)),
    query: { slug: sceneSlug, type: "TOKEN", unit: "DAY", threshold: 1 },
  }),
  mintKey: async (scene) => ({ ...(await ofGroup(scene)), body: { name: "k" } }),
  listKeys: ofGroup,
  registerKey: async (scene) => {
    const body = { key: `own-${fresh("k")}-7Hq2mZx9Lk4Tn8Vb3Rw6Yp1Sd5Fg0Jc` };
    const { headers } = signed(scene.gateway, body);
    return { ...(await ofGroup(scene)), body, headers: headers ?? {} };
  },
  readKey: ofKey,
  revokeKey: ofKey,
  createEndpoint: () => ({ body: { slug: `acme/${fresh("made")}`, targets: [target] } }),
  listEndpoints: nothing,
  readEndpoint: ofEndpoint,
  updateEndpoint: async (scene) => ({
    ...(await ofEndpoint(scene)),
    body: { slug: `acme/${fresh("renamed")}` },
  }),
  deleteEndpoint: ofEndpoint,
  listDanglingSlugs: nothing,
  testEndpoint: () => ({
    body: { targets: [{ provider: "BASETEN_MODEL_API", target_model: "m" }] },
  }),
  listSecrets: nothing,
  saveSecret: () => ({ body: { name: fresh("saved"), value: "v" } }),
  deleteSecret: async (scene) => ({ path: { secret_name: await secret(scene) } }),
  // The scene's ledger is in memory: nothing can be looked up, and the refusal has its shape.
  readRequest: () => ({ path: { request_id: "req_01KJ5Z8Q3R5T7V9X1Z3B5D7F9H" }, status: 404 }),
  findRequests: () => ({ query: { reference: "order-4711" } }),
  listRefusals: nothing,
  summarizeRefusals: nothing,
  listAuditLogs: () => ({ query: { limit: 5, direction: "ASC" } }),
  listAuditActors: nothing,
  listEvents: () => ({ query: { start_time: "2026-03-10T00:00:00Z" } }),
  readUsageHistory: nothing,
  readHeadroom: nothing,
  readWebhook: withWebhook,
  saveWebhook: () => ({ body: { url: "https://billing.example.com/events" } }),
  deleteWebhook: withWebhook,
  rotateWebhookSecret: async (scene) => {
    await webhook(scene);
    return { body: { overlap_seconds: 60 } };
  },
  pauseWebhook: withWebhook,
  resumeWebhook: withWebhook,
  sendTestDelivery: withWebhook,
  listDeliveries: nothing,
  readDelivery: async (scene) => ({ path: { delivery_id: await delivery(scene) } }),
  redeliverDelivery: async (scene) => ({ path: { delivery_id: await delivery(scene) } }),
  redeliverDeliveries: async (scene) => ({ body: { delivery_ids: [await delivery(scene)] } }),
  readCapabilities: nothing,
  listManagementKeys: nothing,
  createManagementKey: () => ({ body: { name: fresh("made"), scope: "view" } }),
  revokeManagementKey: async (scene) => ({
    path: { key_id: String((await managementKey(scene))["id"]) },
  }),
  listApiKeys: nothing,
  createApiKey: () => ({ body: { name: fresh("made"), type: "HEADGATE_VIEW" } }),
  revokeApiKey: async (scene) => ({
    path: { api_key_prefix: String((await managementKey(scene))["prefix"]) },
  }),
  readMe: nothing,
  listTeams: nothing,
  readTeam: (scene) => ({ path: team(scene) }),
  listTeamSecrets: (scene) => ({ path: team(scene) }),
  saveTeamSecret: (scene) => ({ path: team(scene), body: { name: fresh("team"), value: "v" } }),
  deleteTeamSecret: async (scene) => ({
    path: { ...team(scene), secret_name: await secret(scene) },
  }),
  createTeamApiKey: (scene) => ({ path: team(scene), body: { type: "HEADGATE_VIEW" } }),
  createChatCompletion: async (scene) => ({
    ...(await caller(scene)),
    body: { model: sceneSlug, messages: [{ role: "user", content: "Hello" }] },
  }),
  createCompletion: async (scene) => ({
    ...(await caller(scene)),
    body: { model: sceneSlug, prompt: "Once" },
  }),
  createEmbedding: async (scene) => ({
    ...(await caller(scene)),
    body: { model: sceneSlug, input: "Hello" },
  }),
  listModels: caller,
  readModel: async (scene) => ({ ...(await caller(scene)), path: { model_id: sceneSlug } }),
};
