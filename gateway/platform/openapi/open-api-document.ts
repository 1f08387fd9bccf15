import swagger from "@fastify/swagger";
import type { FastifyPluginAsync } from "fastify";
import plugin from "fastify-plugin";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { OpenAPIV3_1 } from "openapi-types";
import { errorBody } from "../../contracts/error";
import type { Deps } from "../../deps";
import { finishDocument } from "./finish-document";
import { referencePage } from "./reference-page";
import { nameSchemas } from "./schema-names";

const failure = {
  description: "Refused: `code` is stable, `message` names the field and the rule.",
  content: { "application/json": { schema: errorBody } },
};

const tags = [
  {
    name: "Groups",
    description: "Customers, their teams and projects: models, limits, place in the tree.",
  },
  { name: "Federated keys", description: "Customers' credentials, each bound to one group." },
  { name: "Endpoints", description: "Public slugs and what answers them." },
  { name: "Endpoints (extension)", description: "What the hosted service does not have." },
  { name: "Secrets", description: "Keys of model servers. Values can't be read back." },
  { name: "Billing events", description: "One event for each answered request." },
  { name: "Usage", description: "What was used, and who is near to a limit." },
  { name: "Requests", description: "What became of a request, and who was refused." },
  { name: "Webhooks (extension)", description: "Where billing events are pushed." },
  { name: "Audit", description: "Who changed what, when, from where." },
  { name: "Management keys", description: "Keys of this API." },
  { name: "Teams", description: "The workspace is its one team." },
  { name: "Workspace (extension)", description: "What this server offers." },
  { name: "Inference", description: "Calls of models, with a customer's key." },
  { name: "Events", description: "What the gateway calls." },
];

/**
 * `GET /v1/spec`: the OpenAPI document of every route registered after this in the same scope,
 * generated from the schemas that validate their requests, and of the inference plane. It names no
 * workspace, so it needs no key.
 */
export const openApiDocument = (deps: Deps): FastifyPluginAsync =>
  plugin(async (app) => {
    nameSchemas();
    await app.register(swagger, {
      openapi: {
        openapi: "3.1.0",
        info: {
          title: "Headgate gateway API",
          description:
            "Groups, limits, federated keys and endpoints of one workspace, and the models that they serve.",
          version: deps.config.version,
          license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        },
        servers: [{ url: "/", description: "This gateway" }],
        tags,
        components: {
          securitySchemes: {
            ManagementKey: {
              type: "http",
              scheme: "bearer",
              description: "A management key. `Api-Key` in place of `Bearer` is taken, too.",
            },
            CustomerKey: {
              type: "http",
              scheme: "bearer",
              description: "A customer's key. `Api-Key` in place of `Bearer` is taken, too.",
            },
          },
        },
        security: [{ ManagementKey: [] }],
      },
      // Every operation fails in the same shape; the routes need not repeat it.
      transform: ({ schema, ...route }) =>
        jsonSchemaTransform({
          ...route,
          schema: schema && {
            ...schema,
            response: { ...toAnswers(schema), 401: failure, default: failure },
          },
        }),
      transformObject: jsonSchemaTransformObject,
    });
    let finished: Record<string, unknown> | undefined;
    const document = () => {
      finished ??= finishDocument(app.swagger() as OpenAPIV3_1.Document);
      return finished;
    };
    let text: string | undefined;
    app.get("/v1/spec", { schema: { hide: true } }, async (_request, reply) => {
      text ??= JSON.stringify(document());
      return reply.type("application/json").send(text);
    });
    if (deps.config.docs) await app.register(referencePage(document));
  });

/** Each answer with words of its own: the default ones say nothing. */
function toAnswers({ response, summary }: { response?: unknown; summary?: string }) {
  if (typeof response !== "object" || response === null) return {};
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [
      status,
      typeof schema === "object" && schema !== null && "content" in schema
        ? schema
        : { description: summary ?? "", content: { "application/json": { schema } } },
    ]),
  );
}
