import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { createApiKey } from "./create-api-key";
import { listApiKeys } from "./list-api-keys";
import { revokeApiKey } from "./revoke-api-key";

/** Management keys as the hosted service has them. */
export const apiKeyRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.listApiKeys, ({ management }) => listApiKeys(deps, management));

    route(app, operations.createApiKey, ({ management, body }) =>
      createApiKey(deps, management, body),
    );

    route(app, operations.revokeApiKey, ({ management, params }) =>
      revokeApiKey(deps, management, params.api_key_prefix),
    );
  };
