import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { headroom, headroomQuery } from "../../contracts/headroom";
import type { Deps } from "../../deps";
import { readHeadroom } from "./read-headroom";

export const headroomRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/headroom",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Usage"],
          operationId: "readHeadroom",
          summary: "Read how near to their limits those are who call now",
          querystring: headroomQuery,
          response: { 200: headroom },
        },
      },
      async ({ management, query }, reply) => {
        const headroom = await readHeadroom(deps, management, query);
        // The contract's own encoding would take a quarter of the time; the types hold it.
        reply.type("application/json; charset=utf-8").serializer(JSON.stringify);
        return headroom;
      },
    );
  };
