import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { findRequests } from "../refusals/find-requests";
import { readRequest } from "./read-request";

export const requestRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(
      app,
      operations.findRequests,
      ({ management, query }) => findRequests(deps, management, query),
      { isSlow: true },
    );
    route(
      app,
      operations.readRequest,
      async ({ management, params }) => {
        const record = await readRequest(deps, management, params.request_id);
        return { ...record, receipt: record.refusal };
      },
      { isSlow: true },
    );
  };
