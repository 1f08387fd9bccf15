import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  findRequestsQuery,
  foundRequestPage,
  requestParams,
  requestRecord,
} from "../../contracts/request";
import type { Deps } from "../../deps";
import { findRequests } from "../refusals/find-requests";
import { readRequest } from "./read-request";

export const requestRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/requests",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Requests"],
          operationId: "findRequests",
          summary: "List the requests that their caller named so, newest first",
          querystring: findRequestsQuery,
          response: { 200: foundRequestPage },
        },
      },
      ({ management, query }) => findRequests(deps, management, query),
    );
    app.get(
      "/v1/gateway/requests/:request_id",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Requests"],
          operationId: "readRequest",
          summary: "Find what became of one inference request",
          params: requestParams,
          response: { 200: requestRecord },
        },
      },
      async ({ management, params }) => {
        const record = await readRequest(deps, management, params.request_id);
        return { ...record, receipt: record.refusal };
      },
    );
  };
