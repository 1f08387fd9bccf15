import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  apiKeyInfoList,
  apiKeyParams,
  createApiKeyBody,
  createdApiKey,
  revokedApiKey,
} from "../../contracts/management-key";
import type { Deps } from "../../deps";
import { createApiKey } from "./create-api-key";
import { listApiKeys } from "./list-api-keys";
import { revokeApiKey } from "./revoke-api-key";

const tags = ["Management keys"];

/** Management keys as the hosted service has them. */
export const apiKeyRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/api_keys",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "listApiKeys",
          summary: "List management keys",
          response: { 200: apiKeyInfoList },
        },
      },
      ({ management }) => listApiKeys(deps, management),
    );

    app.post(
      "/v1/api_keys",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "createApiKey",
          summary: "Create a management key; its plaintext is answered this once",
          body: createApiKeyBody,
          response: { 200: createdApiKey },
        },
      },
      ({ management, body }, reply) => {
        reply.header("cache-control", "no-store");
        return createApiKey(deps, management, body);
      },
    );

    app.delete(
      "/v1/api_keys/:api_key_prefix",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "revokeApiKey",
          summary: "Revoke a management key",
          params: apiKeyParams,
          response: { 200: revokedApiKey },
        },
      },
      ({ management, params }) => revokeApiKey(deps, management, params.api_key_prefix),
    );
  };
