import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { Deps } from "../deps";

export const endpointRoutes = (_deps: Deps): FastifyPluginAsyncZod => async () => {};
