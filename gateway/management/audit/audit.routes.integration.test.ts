import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { managementRows } from "../../testing/management-rows";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
let key: string;
let endpointId: string;

const path = "/v1/audit_logs";
const endpoints = "/v1/gateway/endpoints";
const baseten = { provider: "BASETEN", model_id: "abc123" };

beforeAll(async () => {
  gateway = await createTestGateway();
  key = gateway.managementKey;
  const send = (method: string, at: string, body?: object, by = key) =>
    gateway.inject(method, at, { key: by, body });
  const created = await send("POST", endpoints, { slug: "acme/one", targets: [baseten] });
  endpointId = created.json.id;
  gateway.clock.advance(1_000);
  await send("PATCH", `${endpoints}/${endpointId}`, { slug: "acme/two" });
  await send("PATCH", `${endpoints}/${endpointId}`, { targets: [{ ...baseten, model_id: "new" }] });
  await send("POST", "/v1/secrets", { name: "top_secret", value: "v" });
  await send("POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: "cust_1" },
    models: [{ slug: "acme/two" }],
    hierarchy: {},
  });
  await send("DELETE", `${endpoints}/${endpointId}`);
  const theirs = gateway.otherWorkspace.managementKey;
  await send("POST", endpoints, { slug: "globex/one", targets: [baseten] }, theirs);
});
afterAll(() => gateway.close());

interface Entry {
  id: string;
  event_type: string;
  event_data: Record<string, unknown>;
  details?: Record<string, unknown>;
}

const read = (query = "", by = key) => gateway.inject("GET", `${path}?${query}`, { key: by });
const items = async (query = "", by = key): Promise<Entry[]> => (await read(query, by)).json.items;
const types = async (query = "", by = key) =>
  (await items(query, by)).map(({ event_type }) => event_type.replace("GATEWAY_", ""));

const everything = [
  "ENDPOINT_DELETED",
  "GROUP_CREATED",
  "SECRET_UPDATED",
  "ENDPOINT_UPDATED",
  "ENDPOINT_UPDATED",
  "ENDPOINT_CREATED",
];

describe("the audit log", () => {
  it("tells the newest first, of this workspace only", async () => {
    expect(await types()).toEqual(everything);
    expect(await types("", gateway.otherWorkspace.managementKey)).toEqual(["ENDPOINT_CREATED"]);
    expect(await types("direction=asc")).toEqual(everything.toReversed());
  });

  it("tells what happened to an endpoint, who did it, when and from where", async () => {
    const [deleted, repointed, renamed, created] = await items("event_type_groups=GATEWAY");
    const actor = {
      ...{ type: "API_KEY", email: null, api_key_prefix: key.slice(0, 16) },
      ...{ api_key_name: "management key", name: "management key" },
      id: expect.stringMatching(/^mky_/),
    };
    const gateway_endpoint_id = endpointId;
    expect(created).toEqual({
      id: expect.stringMatching(/^aud_/),
      created: "2026-03-10T12:00:00.000Z",
      event_type: "GATEWAY_ENDPOINT_CREATED",
      event_data: {
        event_type: "GATEWAY_ENDPOINT_CREATED",
        gateway_endpoint_id,
        slug: "acme/one",
      },
      details: { targets: [baseten] },
      actor,
      source: "API",
      source_address: "127.0.0.1",
    });
    expect(renamed?.event_data).toEqual({
      event_type: "GATEWAY_ENDPOINT_UPDATED",
      gateway_endpoint_id,
      slug: "acme/two",
      previous_slug: "acme/one",
    });
    expect(repointed?.event_data).toMatchObject({ slug: "acme/two", previous_slug: "acme/two" });
    expect(repointed?.details).toEqual({
      targets: [{ ...baseten, model_id: "new" }],
      previous_targets: [baseten],
    });
    expect(deleted?.event_data).toEqual({
      event_type: "GATEWAY_ENDPOINT_DELETED",
      gateway_endpoint_id,
      slug: "acme/two",
    });
  });

  it("names the person whom a dashboard's key speaks for, and nobody whom another key names", async () => {
    const dashboardKey = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
      isDashboard: true,
    });
    const person = { id: "mem_1", email: "ada@example.com" };
    const headers = {
      "x-headgate-actor": Buffer.from(JSON.stringify(person)).toString("base64url"),
    };
    for (const by of [dashboardKey, key]) {
      const body = { name: "named", value: "v" };
      await gateway.inject("POST", "/v1/secrets", { key: by, body, headers });
    }
    const named = await items("event_type_groups=SECRETS&limit=2&search=named");
    expect(named.map((entry) => entry)).toMatchObject([
      { actor: { type: "API_KEY", name: "management key" } },
      { actor: { type: "USER", id: person.id, name: person.email, email: person.email } },
    ]);
    expect(await items("search=ADA@example")).toHaveLength(1);
    await gateway.db.query("DELETE FROM audit_logs WHERE event_data->>'secret_name' = 'named'");
  });

  it("pages both ways without repeating or skipping, while new events arrive", async () => {
    for (const direction of ["desc", "asc"]) {
      const seen: Entry[] = [];
      let query = `limit=2&direction=${direction}`;
      for (let pages = 0; query && pages < 10; pages += 1) {
        const { json } = await read(query);
        seen.push(...json.items);
        await gateway.inject("POST", "/v1/secrets", { key, body: { name: "late", value: "v" } });
        const { cursor } = json.pagination;
        // The direction is the cursor's: the query's is ignored.
        query =
          cursor && seen.length < everything.length
            ? `limit=2&direction=desc&cursor=${cursor}`
            : "";
      }
      const expected = direction === "desc" ? everything : everything.toReversed();
      const seenTypes = seen.map(({ event_type }) => event_type.replace("GATEWAY_", ""));
      expect(seenTypes).toEqual(expected);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(everything.length);
      await gateway.db.query("DELETE FROM audit_logs WHERE event_data->>'secret_name' = 'late'");
    }
  });

  it("filters by group of events: repeated, or a comma list", async () => {
    const endpointEvents = everything.filter((type) => type.startsWith("ENDPOINT"));
    expect(await types("event_type_groups=GATEWAY")).toEqual(endpointEvents);
    const two = ["GROUP_CREATED", "SECRET_UPDATED"];
    expect(await types("event_type_groups=SECRETS&event_type_groups=GATEWAY_GROUP")).toEqual(two);
    expect(await types("event_type_groups=SECRETS,GATEWAY_GROUP")).toEqual(two);
    expect(await types("event_type_groups=API_KEYS")).toEqual([]);
  });

  it("searches the values of events, not their field names, and takes % and _ as they are", async () => {
    expect(await types("search=ACME/one")).toEqual(["ENDPOINT_UPDATED", "ENDPOINT_CREATED"]);
    expect(await types(`search=${endpointId}`)).toHaveLength(4);
    expect(await types("search=top_secret")).toEqual(["SECRET_UPDATED"]);
    for (const none of ["top%25secret", "acme_one", "gateway_endpoint_id", "%5C"]) {
      expect(await types(`search=${none}`)).toEqual([]);
    }
    expect(await types("search=")).toEqual(everything);
  });

  it("hides the names of secrets from a view key", async () => {
    const visible = everything.filter((type) => type !== "SECRET_UPDATED");
    expect(await types("", gateway.viewKey)).toEqual(visible);
    expect(await types("event_type_groups=SECRETS", gateway.viewKey)).toEqual([]);
    expect((await read("search=top_secret", gateway.viewKey)).text).not.toContain("top_secret");
  });

  it("refuses what it does not know with 400, naming the parameter", async () => {
    const bad = ["limit=0", "limit=201", "limit=1.5", "cursor=x", "direction=up", "search=%00"];
    for (const query of [...bad, "event_type_groups=NOPE"]) {
      const { status, json } = await read(query);
      expect({ status, code: json.code }).toEqual({ status: 400, code: "VALIDATION_ERROR" });
      expect(json.details[0].path).toMatch(new RegExp(`^${query.split("=")[0]}`));
    }
    expect(await items("limit=200&unknown=1")).toHaveLength(everything.length);
  });

  it("is not for strangers: 401 without a key, 403 where not onboarded", async () => {
    const before = await managementRows(gateway.db);
    expect((await gateway.inject("GET", path)).status).toBe(401);
    expect((await read("", "nope")).status).toBe(401);
    expect((await read("", gateway.pendingWorkspace.managementKey)).status).toBe(403);
    expect(await managementRows(gateway.db)).toEqual(before);
  });
});

describe("audited writes at the same moment", () => {
  it("become visible in the order of the log, so that no reader skips one", async () => {
    let isWriting = true;
    const write = (n: number) =>
      gateway.inject("POST", "/v1/secrets", { key, body: { name: `order-${n}`, value: "v" } });
    const writing = Promise.all(Array.from({ length: 40 }, (_, n) => write(n))).finally(() => {
      isWriting = false;
    });
    const ids = async () => (await items("direction=asc&limit=200")).map(({ id }) => id);
    const reads: string[][] = [];
    while (isWriting) reads.push(await ids());
    await writing;
    const all = await ids();
    expect(all).toHaveLength(everything.length + 40);
    for (const seen of reads) expect(seen).toEqual(all.slice(0, seen.length));
  });
});
