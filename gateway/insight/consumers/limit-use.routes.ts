import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { limitConsumers, limitConsumersQuery } from "../../contracts/limit-consumers";
import { limitPeaks, limitPeaksQuery } from "../../contracts/limit-peaks";
import type { Deps } from "../../deps";
import { readLimitConsumers } from "./read-limit-consumers";
import { readLimitPeaks } from "./read-limit-peaks";

const path = "/v1/gateway/groups/:group_id/limits";
const tags = ["Groups"];
const params = z.object({ group_id: z.string() });

export const limitUseRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      `${path}/consumers`,
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags,
          operationId: "listLimitConsumers",
          summary: "Tell who used the pools that a group draws from, in the current window",
          params,
          querystring: limitConsumersQuery,
          response: { 200: limitConsumers },
        },
      },
      ({ management, params, query }) =>
        readLimitConsumers(deps, management, { ...query, groupId: params.group_id }),
    );

    // The path and the member of the version before; they go with the next release.
    app.get(
      `${path}/drinkers`,
      {
        config: { scope: "view", isSlow: true },
        schema: { hide: true, params, querystring: limitConsumersQuery },
      },
      async ({ management, params, query }) => {
        const input = { ...query, groupId: params.group_id };
        const { pools, ...answer } = await readLimitConsumers(deps, management, input);
        const named = pools.map(({ consumers, ...pool }) => ({ ...pool, drinkers: consumers }));
        return { ...answer, pools: named };
      },
    );

    app.get(
      `${path}/peaks`,
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags,
          operationId: "listLimitPeaks",
          summary: "Tell who used more than a threshold in the last seven days",
          params,
          querystring: limitPeaksQuery,
          response: { 200: limitPeaks },
        },
      },
      ({ management, params, query }) =>
        readLimitPeaks(deps, management, { ...query, groupId: params.group_id }),
    );
  };
