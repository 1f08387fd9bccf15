import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";

/** What a client of the hosted service asks and reads. */
let gateway: TestGateway;
let key: string;
let dashboardKey: string;
const ada = { id: "mem_ada", email: "ada@example.com" };

const path = "/v1/audit_logs";
const read = (query: string, by = key) => gateway.inject("GET", `${path}?${query}`, { key: by });
interface Entry {
  event_type: string;
  event_data: Record<string, unknown>;
  source: string;
  actor: Record<string, unknown>;
}
const items = async (query: string): Promise<Entry[]> => (await read(query)).json.items;
const types = async (query: string) => (await items(query)).map(({ event_type }) => event_type);

/** 12:00 a secret over the API; 13:00 one by Ada; 14:00 a webhook, a key and its end. */
beforeAll(async () => {
  gateway = await createTestGateway({ config: { allowInsecureUpstreams: true } });
  key = gateway.managementKey;
  dashboardKey = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
    isDashboard: true,
  });
  const post = async (at: string, body: object, by = key, person?: typeof ada) => {
    const headers = person && {
      "x-headgate-actor": Buffer.from(JSON.stringify(person)).toString("base64url"),
    };
    const answer = await gateway.inject("POST", at, { key: by, body, ...(headers && { headers }) });
    expect(answer.status, answer.text).toBe(200);
    return answer.json;
  };
  await post("/v1/secrets", { name: "openai", value: "v" });
  gateway.clock.advance(3_600_000);
  await post("/v1/secrets", { name: "anthropic", value: "v" }, dashboardKey, ada);
  gateway.clock.advance(3_600_000);
  const settings = { url: "https://billing.example.com/events" };
  await gateway.inject("PUT", "/v1/gateway/webhooks/settings", { key, body: settings });
  const { api_key } = await post("/v1/api_keys", { name: "ci", type: "WORKSPACE_MANAGE_ALL" });
  await gateway.inject("DELETE", `/v1/api_keys/${api_key.slice(0, 16)}`, { key });
});
afterAll(() => gateway.close());

const all = [
  "API_KEY_DELETED",
  "API_KEY_CREATED",
  "WEBHOOK_SIGNING_SECRET_CREATED",
  "SECRET_UPDATED",
  "SECRET_UPDATED",
];
const at = (clock: string) => Date.parse(`2026-03-10T${clock}:00Z`);

describe("case 66: the audit log, as the hosted service's clients ask for it", () => {
  it.each([
    ["", all],
    ["direction=ASC", all.toReversed()],
    ["direction=asc", all.toReversed()],
    ["direction=DESC&limit=1", all.slice(0, 1)],
    [`start_epoch_millis=${at("13:00")}`, all.slice(0, 4)],
    [`start_epoch_millis=${at("13:00")}&end_epoch_millis=${at("14:00")}`, ["SECRET_UPDATED"]],
    [`end_epoch_millis=${at("13:00")}`, ["SECRET_UPDATED"]],
    [`start_epoch_millis=${at("12:30")}&from=2026-03-10T13:30:00Z`, all.slice(0, 3)],
    ["event_type_groups=SECRETS", ["SECRET_UPDATED", "SECRET_UPDATED"]],
    ["event_type_groups=API_KEYS&event_type_groups=SECRETS&limit=3", [...all.slice(0, 2), all[3]]],
    ["event_type_groups=WEBHOOK_SIGNING_SECRETS", all.slice(2, 3)],
    ["event_type_groups=DEPLOYED&event_type_groups=USER_MANAGEMENT", []],
    ["event_type_groups=", all],
    ["user_ids=mem_ada", ["SECRET_UPDATED"]],
    ["user_ids=mem_ada&user_ids=mem_bob", ["SECRET_UPDATED"]],
    ["user_ids=mem_bob", []],
    ["sources=UI", ["SECRET_UPDATED"]],
    ["sources=API&limit=2", all.slice(0, 2)],
    ["sources=UI&sources=API", all],
    ["sources=MCP", []],
    ["sources=OTHER&sources=SYSTEM", []],
    ["deployment_ids=abc", []],
    ["chain_deployment_ids=abc", []],
    ["environment_names=production", []],
    ["deployment_ids=&environment_names=", all],
  ])("answers ?%s", async (query, expected) => {
    expect(await types(query)).toEqual(expected);
  });

  it.each([
    ["event_type_groups=secrets", "event_type_groups"],
    ["event_type_groups=SECRETS&event_type_groups=NOPE", "event_type_groups"],
    ["sources=ui", "sources"],
    ["direction=sideways", "direction"],
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["start_epoch_millis=yesterday", "start_epoch_millis"],
    ["start_epoch_millis=1.5", "start_epoch_millis"],
    ["end_epoch_millis=-1", "end_epoch_millis"],
    ["start_epoch_millis=2&end_epoch_millis=2", "start_epoch_millis"],
  ])("refuses ?%s with 400 and the parameter's name", async (query, parameter) => {
    const { status, json } = await read(query);
    expect({ status, code: json.code }).toEqual({ status: 400, code: "VALIDATION_ERROR" });
    expect(json.message).toContain(parameter);
  });

  it("tells of each event what the hosted service tells, and no more in event_data", async () => {
    const [deleted, created, webhook, byAda, overApi] = await items("");
    const members = (entry: Entry | undefined) => Object.keys(entry?.event_data ?? {}).sort();
    for (const entry of [deleted, created]) {
      expect(members(entry)).toEqual(["api_key_id", "api_key_type", "event_type", "prefix"]);
      expect(entry?.event_data["api_key_type"]).toBe("WORKSPACE_MANAGE_ALL");
    }
    expect(members(webhook)).toEqual(["event_type", "webhook_signing_secret_id"]);
    for (const entry of [byAda, overApi]) {
      expect(members(entry)).toEqual(["event_type", "secret_id", "secret_name"]);
    }
    expect(byAda).toMatchObject({
      source: "UI",
      actor: { type: "USER", email: ada.email, id: ada.id, api_key_prefix: null },
    });
    expect(overApi).toMatchObject({
      source: "API",
      actor: { type: "API_KEY", api_key_prefix: key.slice(0, 16), api_key_name: "management key" },
    });
  });

  it("reads entries that an older version wrote as if it had written them today", async () => {
    const older: [string, object][] = [
      ["SECRET_SAVED", { secret_id: "sec_1", name: "old secret", rotated: true }],
      [
        "MANAGEMENT_KEY_CREATED",
        { management_key_id: "mky_1", name: "old", prefix: "hgm_old", scope: "view" },
      ],
      ["WEBHOOK_DELETED", { url: "https://a.example/x" }],
    ];
    for (const [index, [type, data]] of older.entries()) {
      await gateway.db.query(
        `INSERT INTO audit_logs (id, workspace_id, created_at, event_type, event_data, actor, source)
         VALUES ($1, $2, $3, $4, $5, '{"type":"SYSTEM","id":"configuration","name":"configuration"}', 'configuration')`,
        [
          ...[`aud_old_${index}`, gateway.otherWorkspace.id, new Date(gateway.clock.now()), type],
          { event_type: type, ...data },
        ],
      );
    }
    const theirs = gateway.otherWorkspace.managementKey;
    const groups = ["SECRETS", "API_KEYS", "WEBHOOK_SIGNING_SECRETS"];
    const query = groups.map((group) => `event_type_groups=${group}`).join("&");
    const { json } = await read(query, theirs);
    expect(
      json.items.map(({ event_data, details }: Record<string, unknown>) => ({
        event_data,
        details,
      })),
    ).toEqual([
      {
        event_data: {
          event_type: "WEBHOOK_SIGNING_SECRET_DELETED",
          webhook_signing_secret_id: gateway.otherWorkspace.id.replace("wsp_", "whs_"),
        },
        details: { url: "https://a.example/x" },
      },
      {
        event_data: {
          event_type: "API_KEY_CREATED",
          ...{ api_key_id: "mky_1", api_key_type: "HEADGATE_VIEW", prefix: "hgm_old" },
        },
        details: { name: "old", scope: "view" },
      },
      {
        event_data: { event_type: "SECRET_UPDATED", secret_id: "sec_1", secret_name: "old secret" },
        details: { rotated: true },
      },
    ]);
    expect((await read("sources=SYSTEM", theirs)).json.items).toHaveLength(3);
  });
});
