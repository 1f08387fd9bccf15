import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefused as expectRefusedBy, type Refusal } from "../../testing/expect-refused";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import type { TestAnswer } from "../../testing/test-request";

let gateway: TestGateway;
let key: string;
let secretId: string;
let foreignSecretId: string;
let foreignEndpointId: string;

const path = "/v1/gateway/endpoints";
const baseten = { provider: "BASETEN", model_id: "abc123" };

beforeAll(async () => {
  gateway = await createTestGateway();
  key = gateway.managementKey;
  const foreignKey = gateway.otherWorkspace.managementKey;
  secretId = await saveSecret(key);
  foreignSecretId = await saveSecret(foreignKey);
  const foreign = await gateway.inject("POST", path, {
    key: foreignKey,
    body: { slug: "globex/model", targets: [baseten] },
  });
  foreignEndpointId = foreign.json.id;
});
afterAll(() => gateway.close());

async function saveSecret(by: string): Promise<string> {
  const body = { name: "openai", value: "sk-upstream" };
  return (await gateway.inject("POST", "/v1/secrets", { key: by, body })).json.id;
}

const create = (slug: string, target: object = baseten, more: object = {}) =>
  gateway.inject("POST", path, { key, body: { slug, targets: [target], ...more } });

const patch = (id: string, body: object) => gateway.inject("PATCH", `${path}/${id}`, { key, body });

const expectRefused = (request: () => Promise<TestAnswer>, refusal: Refusal) =>
  expectRefusedBy(gateway, request, refusal);

const invalid = (...paths: string[]) => ({ status: 400, code: "VALIDATION_ERROR", paths });

describe("creating an endpoint", () => {
  it("answers it with the fields that its provider has and nothing else", async () => {
    const vertex_config = { project_id: "my-project", location: "europe-west4" };
    const base_url = "http://127.0.0.1:8000";
    const kinds = [
      { ...baseten, environment_name: "staging", target_model: "m", secret_id: secretId },
      { provider: "BASETEN_MODEL_API", target_model: "zai-org/GLM-5.2" },
      { provider: "OPENAI", target_model: "gpt", secret_id: secretId },
      { provider: "ANTHROPIC", target_model: "claude", secret_id: secretId },
      { provider: "OPENAI_COMPATIBLE", target_model: "llama", secret_id: secretId, base_url },
      { provider: "VERTEX", target_model: "gemini", secret_id: secretId, vertex_config },
    ];
    for (const target of kinds) {
      const answer = await create(`acme/create-${target.provider}`, { ...target, unknown: 1 });
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        id: expect.stringMatching(/^ept_/),
        slug: `acme/create-${target.provider}`,
        region: "UNRESTRICTED",
        targets: [target],
        created_at: "2026-03-10T12:00:00.000Z",
        updated_at: "2026-03-10T12:00:00.000Z",
      });
    }
  });

  it("echoes an environment only when it is not production, and keeps the region", async () => {
    const target = { ...baseten, environment_name: "production", secret_id: null };
    const answer = await create("acme/production", target, { region: "EU" });
    expect(answer.json).toMatchObject({ region: "EU", targets: [baseten] });
    expect(Object.keys(answer.json.targets[0])).toEqual(["provider", "model_id"]);
  });

  it("refuses slugs outside the workspace's prefixes, malformed or taken", async () => {
    await create("acme/taken");
    for (const slug of [
      "globex/mine",
      "acm/e",
      "acme",
      "acme/",
      "/x",
      "acme/a/b",
      "acme/ü",
      "acme/taken",
    ]) {
      await expectRefused(() => create(slug), invalid("slug"));
    }
    const noSlug = { key, body: { targets: [baseten] } };
    await expectRefused(() => gateway.inject("POST", path, noSlug), invalid("slug"));
  });

  it("refuses a slug that another workspace has, even under a prefix owned here", async () => {
    await gateway.db.query(
      "INSERT INTO endpoints (id, workspace_id, slug, region, target) VALUES ('ept_old', $1, 'acme/theirs', 'EU', $2)",
      [gateway.otherWorkspace.id, baseten],
    );
    await expectRefused(() => create("acme/theirs"), invalid("slug"));
    const mine = await create("acme/mine");
    await expectRefused(() => patch(mine.json.id, { slug: "acme/theirs" }), invalid("slug"));
  });

  it("refuses anything but exactly one target", async () => {
    for (const targets of [[], [baseten, baseten], null, "x", undefined]) {
      const body = { slug: "acme/none", targets };
      await expectRefused(() => gateway.inject("POST", path, { key, body }), invalid("targets"));
    }
  });

  it("refuses fields that the provider does not have and misses those it needs", async () => {
    const refusals: [object, string][] = [
      [{ provider: "BASETEN" }, "model_id"],
      [{ ...baseten, base_url: "https://example.com" }, "base_url"],
      [{ ...baseten, model_id: "../x" }, "model_id"],
      [{ provider: "BASETEN_MODEL_API", target_model: "m", model_id: "x" }, "model_id"],
      [{ provider: "OPENAI", target_model: "m" }, "secret_id"],
      [{ provider: "OPENAI", secret_id: secretId }, "target_model"],
      [{ provider: "OPENAI", secret_id: secretId, target_model: "" }, "target_model"],
      [{ provider: "VERTEX", secret_id: secretId, target_model: "m" }, "vertex_config"],
      [{ provider: "OPENAI_COMPATIBLE", secret_id: secretId, target_model: "m" }, "base_url"],
      [{ provider: "NOPE" }, "provider"],
    ];
    for (const [target, field] of refusals) {
      await expectRefused(() => create("acme/fields", target), invalid(`targets.0.${field}`));
    }
  });

  it("refuses a secret that is unknown or another workspace's", async () => {
    for (const secret_id of ["sec_unknown", foreignSecretId]) {
      const target = { provider: "OPENAI", target_model: "m", secret_id };
      await expectRefused(() => create("acme/secret", target), invalid("targets.0.secret_id"));
    }
  });

  it("refuses base URLs that the gateway may not call", async () => {
    const urls = ["ftp://x.example", "https://u:p@x.example", "x", "http://169.254.169.254"];
    const whole = "https://x.example/v1/chat/completions";
    for (const base_url of [...urls, whole, "http://10.0.0.1", "https://x.example/?key=1"]) {
      const target = { provider: "OPENAI_COMPATIBLE", target_model: "m", secret_id: secretId };
      const refused = () => create("acme/url", { ...target, base_url });
      await expectRefused(refused, invalid("targets.0.base_url"));
    }
  });

  it("refuses broken bodies", async () => {
    for (const body of ["{", "[]", "null", '"x"']) {
      const request = () => gateway.inject("POST", path, { key, body });
      await expectRefused(request, { status: 400, code: "VALIDATION_ERROR" });
    }
    const huge = { slug: "acme/huge", targets: [baseten], pad: "x".repeat(1_100_000) };
    const request = () => gateway.inject("POST", path, { key, body: huge });
    await expectRefused(request, { status: 413, code: "PAYLOAD_TOO_LARGE" });
  });
});

describe("listing endpoints", () => {
  it("pages in creation order without repeating or skipping while others come and go", async () => {
    const slugs = ["acme/page-1", "acme/page-2", "acme/page-3", "acme/page-4"];
    const ids: string[] = [];
    for (const slug of slugs) ids.push((await create(slug)).json.id);
    const seen: string[] = [];
    let cursor = "";
    do {
      const query = cursor ? `&cursor=${cursor}` : "";
      const { json } = await gateway.inject("GET", `${path}?limit=1${query}`, { key });
      seen.push(...json.items.map((item: { slug: string }) => item.slug));
      if (seen.at(-1) === "acme/page-2")
        await gateway.inject("DELETE", `${path}/${ids[1]}`, { key });
      if (seen.at(-1) === "acme/page-3") await create("acme/page-5");
      expect(json.pagination.has_more).toBe(json.pagination.cursor !== null);
      cursor = json.pagination.cursor ?? "";
    } while (cursor);
    expect(seen.filter((slug) => slug.startsWith("acme/page-"))).toEqual([...slugs, "acme/page-5"]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain("globex/model");
  });

  it("refuses limits outside 1..1000 and cursors it never answered", async () => {
    for (const query of ["limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "cursor=abc"]) {
      const request = () => gateway.inject("GET", `${path}?${query}`, { key });
      await expectRefused(request, invalid(query.slice(0, query.indexOf("="))));
    }
  });

  it("counts the groups that name a slug, deleted and foreign groups aside", async () => {
    const { json } = await create("acme/counted");
    const addGroup = async (by: string, externalId: string, slug: string) => {
      const metadata = { external_entity_id: externalId };
      const body = { metadata, models: [{ slug }], hierarchy: {} };
      return (await gateway.inject("POST", "/v1/gateway/groups", { key: by, body })).json.id;
    };
    await addGroup(key, "one", "acme/counted");
    await addGroup(key, "two", "acme/dangling");
    await addGroup(gateway.otherWorkspace.managementKey, "one", "acme/counted");
    const gone = await addGroup(key, "gone", "acme/counted");
    await gateway.inject("DELETE", `/v1/gateway/groups/${gone}`, { key });

    const list = await gateway.inject("GET", `${path}?limit=1000&include=group_count,x`, { key });
    const counts = new Map(
      list.json.items.map((item: { slug: string; group_count: number }) => [
        item.slug,
        item.group_count,
      ]),
    );
    expect(counts.get("acme/counted")).toBe(1);
    expect(counts.get("acme/taken")).toBe(0);
    const one = await gateway.inject("GET", `${path}/${json.id}?include=group_count`, { key });
    expect(one.json.group_count).toBe(1);
    const plain = await gateway.inject("GET", `${path}/${json.id}`, { key: gateway.viewKey });
    expect(plain.json).toEqual(json);
    const dangling = await gateway.inject("GET", "/v1/gateway/dangling_slugs", { key });
    expect(dangling.json).toEqual({ items: [{ slug: "acme/dangling", group_count: 1 }] });
  });
});

describe("changing an endpoint", () => {
  it("re-points, renames and does both, keeping id and creation", async () => {
    const { json: created } = await create("acme/before");
    gateway.clock.advance(60_000);
    const target = { provider: "OPENAI", target_model: "gpt", secret_id: secretId };
    const repointed = await patch(created.id, { targets: [target] });
    expect(repointed.json).toEqual({
      ...created,
      targets: [target],
      updated_at: "2026-03-10T12:01:00.000Z",
    });
    const renamed = await patch(created.id, { slug: "acme/after", targets: null });
    expect(renamed.json).toMatchObject({ id: created.id, slug: "acme/after", targets: [target] });
    const both = await patch(created.id, { slug: "acme/both", targets: [baseten] });
    expect(both.json).toMatchObject({ slug: "acme/both", targets: [baseten] });
    expect((await create("acme/before")).status).toBe(200);
    expect((await gateway.inject("GET", `${path}/${created.id}`, { key })).json).toEqual(both.json);
  });

  it("refuses what a create would refuse, and a body that changes nothing", async () => {
    await create("acme/patch-other");
    const { id } = (await create("acme/patch-me")).json;
    for (const slug of ["acme/patch-other", "globex/x", "x"]) {
      await expectRefused(() => patch(id, { slug }), invalid("slug"));
    }
    await expectRefused(() => patch(id, { targets: [] }), invalid("targets"));
    const target = { provider: "OPENAI", target_model: "m", secret_id: foreignSecretId };
    const slugAndForeignSecret = { slug: "acme/patch-new", targets: [target] };
    await expectRefused(() => patch(id, slugAndForeignSecret), invalid("targets.0.secret_id"));
    for (const body of [{}, { slug: null }, { region: "EU" }]) {
      await expectRefused(() => patch(id, body), { status: 400, code: "VALIDATION_ERROR" });
    }
    expect((await patch(id, { slug: "acme/patch-me" })).status).toBe(200);
  });
});

describe("deleting an endpoint", () => {
  it("answers id and slug, frees the slug, and is gone", async () => {
    const { id } = (await create("acme/delete")).json;
    const deleted = await gateway.inject("DELETE", `${path}/${id}`, { key });
    expect(deleted).toMatchObject({ status: 200, json: { id, slug: "acme/delete" } });
    for (const method of ["GET", "DELETE", "PATCH"]) {
      const body = method === "PATCH" ? { slug: "acme/delete-2" } : undefined;
      const request = () => gateway.inject(method, `${path}/${id}`, { key, body });
      await expectRefused(request, { status: 404, code: "NOT_FOUND" });
    }
    const again = await create("acme/delete");
    expect(again.status).toBe(200);
    expect(again.json.id).not.toBe(id);
  });
});

describe("every endpoint path", () => {
  const routes = [
    { method: "POST", of: () => path, body: { slug: "acme/auth", targets: [baseten] } },
    { method: "GET", of: () => path },
    { method: "GET", of: (id: string) => `${path}/${id}` },
    { method: "PATCH", of: (id: string) => `${path}/${id}`, body: { slug: "acme/auth-2" } },
    { method: "DELETE", of: (id: string) => `${path}/${id}` },
    { method: "GET", of: () => "/v1/gateway/dangling_slugs" },
  ];

  it("refuses a missing or unknown key with 401, and whoever is not onboarded with 403", async () => {
    for (const { method, of, body } of routes) {
      for (const bad of [undefined, "hgm_unknown"]) {
        const request = () => gateway.inject(method, of(foreignEndpointId), { key: bad, body });
        await expectRefused(request, { status: 401, code: "UNAUTHENTICATED" });
      }
      const pending = gateway.pendingWorkspace.managementKey;
      const request = () => gateway.inject(method, of(foreignEndpointId), { key: pending, body });
      await expectRefused(request, { status: 403, code: "WORKSPACE_NOT_ONBOARDED" });
    }
  });

  it("lets a view key read and refuses its writes with 403", async () => {
    const { id } = (await create("acme/viewed")).json;
    for (const { method, of, body } of routes) {
      const request = () => gateway.inject(method, of(id), { key: gateway.viewKey, body });
      if (method === "GET") expect((await request()).status).toBe(200);
      else await expectRefused(request, { status: 403, code: "FORBIDDEN" });
    }
  });

  it("answers 403 for another workspace's endpoint and 404 for one that nobody has", async () => {
    for (const { method, of, body } of routes) {
      if (of("x") === of("y")) continue;
      const foreign = () => gateway.inject(method, of(foreignEndpointId), { key, body });
      await expectRefused(foreign, { status: 403, code: "FORBIDDEN" });
      const unknown = () => gateway.inject(method, of("ept_unknown"), { key, body });
      await expectRefused(unknown, { status: 404, code: "NOT_FOUND" });
      const nul = () => gateway.inject(method, of("ept%00"), { key, body });
      await expectRefused(nul, invalid("endpoint_id"));
    }
  });
});
