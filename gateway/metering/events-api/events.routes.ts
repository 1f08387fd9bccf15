import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { listEvents } from "./list-events";

export const eventRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(
      app,
      operations.listEvents,
      async (request) => listEvents(deps, request.management, request.query),
      { isSlow: true },
    );
  };
