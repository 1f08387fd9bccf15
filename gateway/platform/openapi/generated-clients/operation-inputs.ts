import { fixtureSlug, type InferenceFixture } from "../../../testing/inference-fixture";
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

type MakeInput = (fixture: InferenceFixture) => OperationInput | Promise<OperationInput>;

const target = { provider: "BASETEN" as const, model_id: "abc123" };
let count = 0;
const fresh = (word: string) => `${word}-${++count}`;

const ofGroup: MakeInput = async (fixture) => ({
  path: { group_id: (await fixture.addGroup()).id },
});
const ofKey: MakeInput = async (fixture) => {
  const { id, key } = await fixture.addGroup();
  return { path: { group_id: id, prefix: key.slice(0, 16) } };
};
const endpoint = async (fixture: InferenceFixture) => {
  const body = { slug: `acme/${fresh("slug")}`, targets: [target] };
  return String((await fixture.manage("POST", "/v1/gateway/endpoints", body))["id"]);
};
const ofEndpoint: MakeInput = async (fixture) => ({
  path: { endpoint_id: await endpoint(fixture) },
});
const secret = async (fixture: InferenceFixture) => {
  const name = fresh("secret");
  await fixture.manage("POST", "/v1/secrets", { name, value: "v" });
  return name;
};
const webhook = (fixture: InferenceFixture) =>
  fixture.manage("PUT", "/v1/gateway/webhooks/settings", { url: "https://billing.example.com/x" });
const delivery = async (fixture: InferenceFixture) => {
  await webhook(fixture);
  return String((await fixture.manage("POST", "/v1/gateway/webhooks/test"))["id"]);
};
const managementKey = (fixture: InferenceFixture) =>
  fixture.manage("POST", "/v1/gateway/management_keys", { name: fresh("key"), scope: "view" });
const team = (fixture: InferenceFixture) => ({ team_id: fixture.gateway.workspaceId });
const caller = async (fixture: InferenceFixture) => ({ key: (await fixture.addGroup()).key });
const nothing: MakeInput = () => ({});
const withWebhook: MakeInput = async (fixture) => {
  await webhook(fixture);
  return {};
};

/** By operation id; a test fails for one that has none. */
export const operationInputs: Record<string, MakeInput> = {
  createGroup: () => ({
    body: {
      metadata: { external_entity_id: fresh("cust") },
      models: [{ slug: fixtureSlug }],
      hierarchy: { parent_group_id: null },
    },
  }),
  listGroups: () => ({ query: { limit: 2 } }),
  readGroup: ofGroup,
  updateGroup: async (fixture) => ({
    ...(await ofGroup(fixture)),
    body: { metadata: { name: "renamed" } },
  }),
  deleteGroup: ofGroup,
  readGroupLimits: ofGroup,
  readGroupUsage: ofGroup,
  listLimitConsumers: async (fixture) => ({
    ...(await ofGroup(fixture)),
    query: { slug: fixtureSlug, type: "TOKEN", unit: "DAY" },
  }),
  listLimitPeaks: async (fixture) => ({
    ...(await ofGroup(fixture)),
    query: { slug: fixtureSlug, type: "TOKEN", unit: "DAY", threshold: 1 },
  }),
  mintKey: async (fixture) => ({ ...(await ofGroup(fixture)), body: { name: "k" } }),
  listKeys: ofGroup,
  registerKey: async (fixture) => {
    const body = { key: `own-${fresh("k")}-7Hq2mZx9Lk4Tn8Vb3Rw6Yp1Sd5Fg0Jc` };
    const { headers } = signed(fixture.gateway, body);
    return { ...(await ofGroup(fixture)), body, headers: headers ?? {} };
  },
  readKey: ofKey,
  revokeKey: ofKey,
  createEndpoint: () => ({ body: { slug: `acme/${fresh("made")}`, targets: [target] } }),
  listEndpoints: nothing,
  readEndpoint: ofEndpoint,
  updateEndpoint: async (fixture) => ({
    ...(await ofEndpoint(fixture)),
    body: { slug: `acme/${fresh("renamed")}` },
  }),
  deleteEndpoint: ofEndpoint,
  listDanglingSlugs: nothing,
  testEndpoint: () => ({
    body: { targets: [{ provider: "BASETEN_MODEL_API", target_model: "m" }] },
  }),
  listSecrets: nothing,
  saveSecret: () => ({ body: { name: fresh("saved"), value: "v" } }),
  deleteSecret: async (fixture) => ({ path: { secret_name: await secret(fixture) } }),
  // The fixture's ledger is in memory: nothing can be looked up, and the refusal has its shape.
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
  rotateWebhookSecret: async (fixture) => {
    await webhook(fixture);
    return { body: { overlap_seconds: 60 } };
  },
  pauseWebhook: withWebhook,
  resumeWebhook: withWebhook,
  sendTestDelivery: withWebhook,
  listDeliveries: nothing,
  readDelivery: async (fixture) => ({ path: { delivery_id: await delivery(fixture) } }),
  redeliverDelivery: async (fixture) => ({ path: { delivery_id: await delivery(fixture) } }),
  redeliverDeliveries: async (fixture) => ({ body: { delivery_ids: [await delivery(fixture)] } }),
  readCapabilities: nothing,
  listManagementKeys: nothing,
  createManagementKey: () => ({ body: { name: fresh("made"), scope: "view" } }),
  revokeManagementKey: async (fixture) => ({
    path: { key_id: String((await managementKey(fixture))["id"]) },
  }),
  listApiKeys: nothing,
  createApiKey: () => ({ body: { name: fresh("made"), type: "HEADGATE_VIEW" } }),
  revokeApiKey: async (fixture) => ({
    path: { api_key_prefix: String((await managementKey(fixture))["prefix"]) },
  }),
  readMe: nothing,
  listTeams: nothing,
  readTeam: (fixture) => ({ path: team(fixture) }),
  listTeamSecrets: (fixture) => ({ path: team(fixture) }),
  saveTeamSecret: (fixture) => ({ path: team(fixture), body: { name: fresh("team"), value: "v" } }),
  deleteTeamSecret: async (fixture) => ({
    path: { ...team(fixture), secret_name: await secret(fixture) },
  }),
  createTeamApiKey: (fixture) => ({ path: team(fixture), body: { type: "HEADGATE_VIEW" } }),
  createChatCompletion: async (fixture) => ({
    ...(await caller(fixture)),
    body: { model: fixtureSlug, messages: [{ role: "user", content: "Hello" }] },
  }),
  createCompletion: async (fixture) => ({
    ...(await caller(fixture)),
    body: { model: fixtureSlug, prompt: "Once" },
  }),
  createEmbedding: async (fixture) => ({
    ...(await caller(fixture)),
    body: { model: fixtureSlug, input: "Hello" },
  }),
  listModels: caller,
  readModel: async (fixture) => ({ ...(await caller(fixture)), path: { model_id: fixtureSlug } }),
};
