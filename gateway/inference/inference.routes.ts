import type { FastifyPluginAsync } from "fastify";
import type { Deps } from "../deps";

export const inferenceRoutes =
  (_deps: Deps): FastifyPluginAsync =>
  async (_app) => {};
