import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { headroom, headroomQuery } from "../contracts/headroom";
import type { Deps } from "../deps";
import { readHeadroom } from "./read-headroom";

export const headroomRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/headroom",
      {
        config: { scope: "view" },
        schema: {
          tags: ["Usage"],
          summary: "Read how near to their limits those are who call now",
          querystring: headroomQuery,
          response: { 200: headroom },
        },
      },
      ({ management, query }) => readHeadroom(deps, management, query),
    );
  };
