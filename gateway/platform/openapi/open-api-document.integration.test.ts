import { createConfig, lintFromString } from "@redocly/openapi-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { billingEvent } from "../../contracts/billing-event";
import { createEndpointBody } from "../../contracts/endpoint";
import { inferenceErrorBody } from "../../contracts/error";
import { createGroupBody, group } from "../../contracts/group";
import { registerKeyBody } from "../../contracts/key";
import { createApiKeyBody } from "../../contracts/management-key";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
let source: string;
let document: Json;
beforeAll(async () => {
  gateway = await createTestGateway();
  const answer = await gateway.inject("GET", "/v1/spec");
  source = answer.text;
  document = answer.json;
});
afterAll(() => gateway.close());

type Json = Record<string, unknown>;
const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Operation {
  parameters?: { name: string; description?: string }[];
  operationId?: string;
  summary?: string;
  security?: unknown;
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
  requestBody?: { content: Record<string, { schema: Json }> };
}
const operations = () =>
  Object.entries(document["paths"] as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        at: `${method} ${path}`,
        operation,
      })),
  );

/** Every schema with properties, and where it is. */
function objects(value: unknown, at: string): { at: string; properties: Json }[] {
  if (Array.isArray(value)) return value.flatMap((part, index) => objects(part, `${at}/${index}`));
  if (!isRecord(value)) return [];
  const { properties } = value;
  const own = isRecord(properties) ? [{ at, properties }] : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, part]) => objects(part, `${at}/${name}`)),
  ];
}

describe("case 69: the document is made for generators and readers", () => {
  it("has no problem that a linter knows of", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source, config });
    expect(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    ).toEqual([]);
  });

  it("names each operation once, with words, a bearer key and one shape of failure", () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id ?? ""))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { at, operation } of operations()) {
      expect(operation.summary, at).toBeTruthy();
      expect(Object.keys(operation.responses), at).toContain("default");
    }
    const { securitySchemes } = document["components"] as { securitySchemes: Json };
    for (const scheme of Object.values(securitySchemes)) {
      expect(scheme).toMatchObject({ type: "http", scheme: "bearer" });
    }
    expect(document["servers"]).toHaveLength(1);
  });

  it("describes every property", () => {
    const bare = objects(document, "").flatMap(({ at, properties }) =>
      Object.entries(properties).flatMap(([name, property]) =>
        isRecord(property) && ("description" in property || "$ref" in property)
          ? []
          : [`${at}: ${name}`],
      ),
    );
    expect(bare).toEqual([]);
  });

  it("describes every parameter", () => {
    const parameters = operations().flatMap(({ at, operation }) =>
      (operation.parameters ?? []).map((parameter) => ({ at, parameter })),
    );
    expect(parameters.length).toBeGreaterThan(50);
    expect(
      parameters.flatMap(({ at, parameter }) =>
        parameter.description ? [] : [`${at}: ${parameter.name}`],
      ),
    ).toEqual([]);
  });

  it("gives examples that its own schemas take", () => {
    const { schemas } = document["components"] as { schemas: Record<string, Json> };
    const contracts: Record<string, z.ZodType> = {
      ...{ CreateGroupBody: createGroupBody, Group: group, CreateEndpointBody: createEndpointBody },
      ...{ RegisterKeyBody: registerKeyBody, BillingEvent: billingEvent },
      ...{ CreateApiKeyBody: createApiKeyBody, InferenceError: inferenceErrorBody },
    };
    for (const [name, contract] of Object.entries(contracts)) {
      const examples = schemas[name]?.["examples"] as unknown[] | undefined;
      expect(examples, name).toHaveLength(1);
      expect(contract.safeParse(examples?.[0]), name).toMatchObject({ success: true });
    }
  });

  it("names the schemas of bodies and answers, once each, without a name that nothing uses", () => {
    const unnamed = operations().flatMap(({ at, operation }) =>
      [
        operation.responses["200"]?.content?.["application/json"]?.schema,
        at.includes("/v1/gateway") || at.includes("/v1/secrets")
          ? operation.requestBody?.content["application/json"]?.schema
          : undefined,
      ].flatMap((schema) =>
        schema === undefined || "$ref" in schema || isPassedThrough(schema) ? [] : [at],
      ),
    );
    // Optional as a whole, and OpenAI's list.
    expect(unnamed).toEqual(["post /v1/gateway/groups/{group_id}/api_keys", "get /v1/models"]);
    const names = Object.keys((document["components"] as { schemas: Json }).schemas);
    for (const name of names) expect(source, name).toContain(`#/components/schemas/${name}"`);
    expect(names.filter((name) => name.endsWith("Input"))).toEqual([]);
  });

  it("lets answers grow", () => {
    expect(source).not.toContain('"additionalProperties":false');
  });

  it("tells the inference plane and what the gateway calls", () => {
    const paths = Object.keys(document["paths"] as Json);
    expect(paths).toEqual(
      expect.arrayContaining([
        ...["/v1/chat/completions", "/v1/completions", "/v1/embeddings"],
        ...["/v1/models", "/v1/models/{model_id}"],
      ]),
    );
    expect(Object.keys(document["webhooks"] as Json)).toEqual(["billingUsage"]);
  });
});

const isPassedThrough = (schema: Json) => schema["additionalProperties"] === true;
