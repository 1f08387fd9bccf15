import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { readHeadroom } from "./read-headroom";

export const headroomRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(
      app,
      operations.readHeadroom,
      async ({ management, query }, reply) => {
        const headroom = await readHeadroom(deps, management, query);
        // The contract's own encoding would take a quarter of the time; the types hold it.
        reply.type("application/json; charset=utf-8").serializer(JSON.stringify);
        return headroom;
      },
      { isSlow: true },
    );
  };
