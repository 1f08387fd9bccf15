import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { listRefusals } from "./list-refusals";
import { summariseRefusals } from "./summarise-refusals";

export const refusalRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(
      app,
      operations.listRefusals,
      ({ management, query }) => listRefusals(deps, management, query),
      { isSlow: true },
    );
    route(
      app,
      operations.summarizeRefusals,
      ({ management, query }) => summariseRefusals(deps, management, query),
      { isSlow: true },
    );
  };
