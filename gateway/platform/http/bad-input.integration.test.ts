import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, dumpTables, groupBody, groupsPath, patchGroup } from "../../testing/test-groups";

let gateway: TestGateway;
let group: Group;
beforeAll(async () => {
  gateway = await createTestGateway();
  group = await addGroup(gateway, "ours");
});
afterAll(() => gateway.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  gateway.inject("POST", groupsPath, { key: gateway.managementKey, body, headers });

const base = groupBody("bad");
const limit = { type: "TOKEN", unit: "MINUTE", threshold: 1 };
const daily = { type: "TOKEN", unit: "DAY", threshold: 1 };
const withModels = (models: unknown) => ({ ...base, models });
const withRates = (...rate_limits: unknown[]) => withModels([{ slug: "acme/a", rate_limits }]);
const withUsages = (...usage_limits: unknown[]) => withModels([{ slug: "acme/a", usage_limits }]);
const withId = (external_entity_id: unknown) => ({ ...base, metadata: { external_entity_id } });
const withName = (name: unknown) => ({ ...base, metadata: { external_entity_id: "n", name } });

describe("a group that breaks the contract is 400, names the field and changes nothing", () => {
  test.each<[string, string, unknown]>([
    ["no metadata", "metadata", { ...base, metadata: undefined }],
    ["metadata null", "metadata", { ...base, metadata: null }],
    ["no external id", "metadata.external_entity_id", withId(undefined)],
    ["external id null", "metadata.external_entity_id", withId(null)],
    ["external id empty", "metadata.external_entity_id", withId("")],
    ["external id too long", "metadata.external_entity_id", withId("x".repeat(256))],
    ["external id a number", "metadata.external_entity_id", withId(7)],
    ["external id with NUL", "metadata.external_entity_id", withId("a\u0000b")],
    ["external id with a lone surrogate", "metadata.external_entity_id", withId("a\ud800")],
    ["name too long", "metadata.name", withName("x".repeat(256))],
    ["name an object", "metadata.name", withName({})],
    ["name with NUL", "metadata.name", withName("\u0000")],
    ["name with a lone surrogate", "metadata.name", withName("\udc00 name")],
    ["no models", "models", { ...base, models: undefined }],
    ["models null", "models", withModels(null)],
    ["models empty", "models", withModels([])],
    ["models an object", "models", withModels({ 0: { slug: "acme/a" } })],
    ["a model that is text", "models.0", withModels(["acme/a"])],
    ["a model without slug", "models.0.slug", withModels([{}])],
    ["a slug of one segment", "models.0.slug", withModels([{ slug: "acme" }])],
    ["a slug of three segments", "models.0.slug", withModels([{ slug: "a/b/c" }])],
    ["a slug with a space", "models.0.slug", withModels([{ slug: "acme/a b" }])],
    ["a slug with NUL", "models.0.slug", withModels([{ slug: "acme/a\u0000" }])],
    ["a slug twice", "models.1.slug", withModels([{ slug: "acme/a" }, { slug: "acme/a" }])],
    ["a type unknown", "models.0.rate_limits.0.type", withRates({ ...limit, type: "token" })],
    ["a rate per day", "models.0.rate_limits.0.unit", withRates({ ...limit, unit: "DAY" })],
    ["a usage per minute", "models.0.usage_limits.0.unit", withUsages(limit)],
    ["no threshold", "models.0.rate_limits.0.threshold", withRates({ ...limit, threshold: null })],
    ["threshold -1", "models.0.rate_limits.0.threshold", withRates({ ...limit, threshold: -1 })],
    ["threshold 1.5", "models.0.rate_limits.0.threshold", withRates({ ...limit, threshold: 1.5 })],
    ["threshold text", "models.0.rate_limits.0.threshold", withRates({ ...limit, threshold: "5" })],
    [
      "threshold 2^53",
      "models.0.rate_limits.0.threshold",
      withRates({ ...limit, threshold: 2 ** 53 }),
    ],
    [
      "two rates of a type",
      "models.0.rate_limits.1.type",
      withRates(limit, { ...limit, unit: "SECOND" }),
    ],
    ["two usages of a type", "models.0.usage_limits.1.type", withUsages(daily, daily)],
    ["no hierarchy", "hierarchy", { ...base, hierarchy: undefined }],
    ["hierarchy null", "hierarchy", { ...base, hierarchy: null }],
    [
      "a mode unknown",
      "hierarchy.limit_enforcement",
      { ...base, hierarchy: { limit_enforcement: "NONE" } },
    ],
    [
      "a parent that is a number",
      "hierarchy.parent_group_id",
      { ...base, hierarchy: { parent_group_id: 5 } },
    ],
  ])("%s", async (_what, path, body) => {
    const before = await dumpTables(gateway.db);
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe("VALIDATION_ERROR");
    expect(answer.json.details.map((detail: { path: string }) => detail.path)).toContain(path);
    expect(answer.json.message).toContain(path.split(".").at(-1));
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("names every wrong field at once, and not more than fifty", async () => {
    const two = await post({ ...base, metadata: {}, hierarchy: 1 });
    expect(two.json.details).toHaveLength(2);
    expect(two.json.message).toContain("and 1 more");
    const many = await post(withModels(Array.from({ length: 2_000 }, () => ({ slug: "x" }))));
    expect(many.json.details).toHaveLength(50);
  });
});

describe("hostile bodies", () => {
  test("prototype-like fields change no prototype and are not stored", async () => {
    const answer = await post(
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
        "metadata":{"external_entity_id":"__proto__","name":"constructor","__proto__":{"polluted":1}},
        "models":[{"slug":"acme/__proto__","__proto__":{"rate_limits":[]}}],"hierarchy":{"__proto__":null}}`,
    );
    expect(answer.status).toBe(200);
    expect(answer.json.metadata).toEqual({ name: "constructor", external_entity_id: "__proto__" });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    const usage = await gateway.inject("GET", `${groupsPath}/${answer.json.id}/usage`, {
      key: gateway.viewKey,
    });
    expect(usage.json).toEqual({ customer_id: "__proto__", usage: {} });
  });

  test("that are not JSON, not UTF-8 or endlessly nested are 400 or ignored, never a 500", async () => {
    const before = await dumpTables(gateway.db);
    const invalid = [
      "",
      "nul",
      "{}{}",
      '{"metadata":',
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      "[".repeat(200_000),
    ];
    for (const body of invalid) expect((await post(body)).status).toBe(400);
    const nested = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    expect((await post(nested)).status).toBe(400);
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("larger than allowed are 413 before they are read", async () => {
    const before = await dumpTables(gateway.db);
    const huge = JSON.stringify({ ...base, padding: "x".repeat(1_100_000) });
    const answer = await post(huge);
    expect(answer.status).toBe(413);
    expect(answer.json.code).toBe("PAYLOAD_TOO_LARGE");
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("of another content type are 415", async () => {
    const answer = await post("a=1", { "content-type": "application/x-www-form-urlencoded" });
    expect(answer.status).toBe(415);
    expect(answer.json.code).toBe("UNSUPPORTED_MEDIA_TYPE");
  });

  test("as large as allowed are stored whole: 500 models", async () => {
    const slugs = Array.from({ length: 500 }, (_, index) => `acme/model-${index}`);
    const answer = await patchGroup(gateway, group, { models: slugs.map((slug) => ({ slug })) });
    expect(answer.status).toBe(200);
    expect(answer.json.models.map((model: { slug: string }) => model.slug)).toEqual(slugs);
  });
});

describe("hostile queries", () => {
  test("NUL, quotes and operators in filters are data: 400 or an empty list", async () => {
    for (const name of ["q", "external_entity_id"]) {
      for (const value of ["%00", "a%00b"]) {
        const url = `${groupsPath}?${name}=${value}`;
        expect((await gateway.inject("GET", url, { key: gateway.viewKey })).status).toBe(400);
      }
      for (const value of ["'; DROP TABLE groups; --", "' OR '1'='1", "$1", "\ufffd\ufffd"]) {
        const url = `${groupsPath}?${name}=${encodeURIComponent(value)}`;
        const answer = await gateway.inject("GET", url, { key: gateway.viewKey });
        expect(answer.status).toBe(200);
        expect(answer.json.items).toEqual([]);
      }
    }
  });
});
