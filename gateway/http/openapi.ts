import swagger from "@fastify/swagger";
import type { FastifyPluginAsync } from "fastify";
import plugin from "fastify-plugin";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import { errorBody } from "../contracts/error";
import type { Deps } from "../deps";

const failure = {
  description: "Refused: `code` is stable, `message` names the field and the rule.",
  content: { "application/json": { schema: errorBody } },
};

/**
 * `GET /v1/spec`: the OpenAPI document of every route registered after this in the same scope,
 * generated from the schemas that validate their requests. It names no workspace, so it needs no key.
 */
export const openApiDocument = (deps: Deps): FastifyPluginAsync =>
  plugin(async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: "3.1.0",
        info: {
          title: "Headgate gateway API",
          description: "Groups, limits, federated keys and endpoints of one workspace.",
          version: deps.config.version,
        },
        components: {
          securitySchemes: {
            ManagementKey: {
              type: "apiKey",
              in: "header",
              name: "Authorization",
              description: "`Api-Key <management key>` or `Bearer <management key>`",
            },
          },
        },
        security: [{ ManagementKey: [] }],
      },
      // Every operation fails in the same shape; the routes need not repeat it.
      transform: ({ schema, ...route }) =>
        jsonSchemaTransform({
          ...route,
          schema: schema && { ...schema, response: { ...answersOf(schema), "4XX": failure } },
        }),
    });
    app.get("/v1/spec", { schema: { hide: true } }, async (_request, reply) => {
      reply.type("application/json");
      return JSON.stringify(app.swagger());
    });
  });

function answersOf({ response }: { response?: unknown }): Record<string, unknown> {
  return typeof response === "object" ? { ...response } : {};
}
