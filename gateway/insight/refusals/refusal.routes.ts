import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  listRefusalsQuery,
  refusalPage,
  refusalSummary,
  refusalSummaryQuery,
} from "../../contracts/refusal";
import type { Deps } from "../../deps";
import { listRefusals } from "./list-refusals";
import { summariseRefusals } from "./summarise-refusals";

export const refusalRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/refusals",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Requests"],
          operationId: "listRefusals",
          summary: "List requests that a limit refused, newest first",
          querystring: listRefusalsQuery,
          response: { 200: refusalPage },
        },
      },
      ({ management, query }) => listRefusals(deps, management, query),
    );
    app.get(
      "/v1/gateway/refusals/summary",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Requests"],
          operationId: "summarizeRefusals",
          summary: "Add refusals up by calling group, model and the limit that refused",
          querystring: refusalSummaryQuery,
          response: { 200: refusalSummary },
        },
      },
      ({ management, query }) => summariseRefusals(deps, management, query),
    );
  };
