import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { Deps } from "../deps";

export const workspaceRoutes = (_deps: Deps): FastifyPluginAsyncZod => async () => {};
