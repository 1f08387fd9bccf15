import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { readLimitConsumers } from "./read-limit-consumers";
import { readLimitPeaks } from "./read-limit-peaks";

const { params, query: querystring } = operations.listLimitConsumers;

export const limitUseRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    route(
      app,
      operations.listLimitConsumers,
      ({ management, params, query }) =>
        readLimitConsumers(deps, management, { ...query, groupId: params.group_id }),
      { isSlow: true },
    );

    // The path and the member of the version before; they go with the next release.
    app.get(
      "/v1/gateway/groups/:group_id/limits/drinkers",
      {
        config: { scope: "view", isSlow: true },
        schema: { hide: true, params, querystring },
      },
      async ({ management, params, query }) => {
        const input = { ...query, groupId: params.group_id };
        const { pools, ...answer } = await readLimitConsumers(deps, management, input);
        const named = pools.map(({ consumers, ...pool }) => ({ ...pool, drinkers: consumers }));
        return { ...answer, pools: named };
      },
    );

    route(
      app,
      operations.listLimitPeaks,
      ({ management, params, query }) =>
        readLimitPeaks(deps, management, { ...query, groupId: params.group_id }),
      { isSlow: true },
    );
  };
