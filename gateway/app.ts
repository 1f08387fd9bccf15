import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { auditRoutes } from "./audit/audit.routes";
import type { Deps } from "./deps";
import { endpointRoutes } from "./endpoints/endpoint.routes";
import { groupRoutes } from "./groups/group.routes";
import { AppError } from "./http/app-error";
import { authenticateManagement } from "./http/authenticate";
import { renderManagementError } from "./http/error-handler";
import { healthRoutes } from "./http/health.routes";
import { parseJsonBody } from "./http/json-body";
import { openApiDocument } from "./http/openapi";
import { inferenceRoutes } from "./inference/inference.routes";
import { keyRoutes } from "./keys/key.routes";
import { secretRoutes } from "./secrets/secret.routes";
import { workspaceRoutes } from "./workspaces/workspace.routes";

/** The whole gateway over its dependencies: no listening, no environment, no process. */
export async function createApp(deps: Deps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.log,
    disableRequestLogging: true,
    trustProxy: deps.config.trustedProxies.length > 0 ? deps.config.trustedProxies : false,
    genReqId: () => deps.ids.create("req"),
    bodyLimit: deps.config.limits.managementBodyBytesMax,
    routerOptions: { maxParamLength: 1024 },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.setErrorHandler(renderManagementError);
  app.setNotFoundHandler((request) => {
    throw new AppError("NOT_FOUND", `There is no ${request.method} ${request.url.split("?")[0]}`);
  });

  await app.register(healthRoutes(deps));
  await app.register(inferenceRoutes(deps));
  await app.register(async (management) => {
    management.setValidatorCompiler(validatorCompiler);
    management.setSerializerCompiler(serializerCompiler);
    parseJsonBody(management);
    management.addHook("onRequest", async (request) => {
      const needed = request.routeOptions.config.scope;
      if (needed) request.management = await authenticateManagement(deps, request, needed);
    });
    await management.register(openApiDocument(deps));
    await management.register(groupRoutes(deps));
    await management.register(keyRoutes(deps));
    await management.register(endpointRoutes(deps));
    await management.register(secretRoutes(deps));
    await management.register(auditRoutes(deps));
    await management.register(workspaceRoutes(deps));
  });
  return app;
}
