import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { auditRoutes } from "./audit/audit.routes";
import { joinTransactions } from "./db/joined-transactions";
import { slowReadsAtOnce } from "./db/share-connections";
import type { Deps } from "./deps";
import { endpointRoutes } from "./endpoints/endpoint.routes";
import { eventRoutes } from "./events/events.routes";
import { groupRoutes } from "./groups/group.routes";
import { headroomRoutes } from "./headroom/headroom.routes";
import { collectAllowedMethods } from "./http/allowed-methods";
import { answerOnce } from "./http/answer-once";
import { AppError, errorStatuses } from "./http/app-error";
import { authenticateManagement } from "./http/authenticate";
import { createDirectRoutes } from "./http/direct-routes";
import { drainRequest } from "./http/drain-request";
import { renderManagementError } from "./http/error-handler";
import { healthRoutes } from "./http/health.routes";
import { ignoreEmptyParameters } from "./http/ignore-empty-parameters";
import { parseJsonBody } from "./http/json-body";
import { letConnectionsEnd } from "./http/let-connections-end";
import { openApiDocument } from "./http/openapi/open-api-document";
import { isInferencePath, pathOf } from "./http/plane";
import { createReadGate, gateSlowReads } from "./http/read-gate";
import { createServerEdge } from "./http/server-edge";
import { inferenceRoutes } from "./inference/inference.routes";
import { unknownUrl, wrongMethod } from "./inference/inference-error";
import { renderInferenceError } from "./inference/render-inference-error";
import { keyRoutes } from "./keys/key.routes";
import { limitUseRoutes } from "./limit-use/limit-use.routes";
import { metricsRoutes } from "./metrics/metrics.routes";
import { refusalRoutes } from "./receipts/refusal.routes";
import { requestRoutes } from "./receipts/request.routes";
import { secretRoutes } from "./secrets/secret.routes";
import { usageRoutes } from "./usage/usage.routes";
import { deliveryRoutes } from "./webhooks/delivery.routes";
import { webhookRoutes } from "./webhooks/webhook.routes";
import { apiKeyRoutes } from "./workspaces/api-key.routes";
import { teamRoutes } from "./workspaces/team.routes";
import { workspaceRoutes } from "./workspaces/workspace.routes";

/** The whole gateway over its dependencies: no listening, no environment, no process. */
export async function createApp(deps: Deps): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = deps.log;
  // It begins with its moment: that is how one request is found again.
  const newRequestId = () => `req_${deps.ids.ulid(deps.clock.now())}`;
  const edge = createServerEdge(newRequestId, deps.config.corsOrigins);
  const direct = createDirectRoutes(newRequestId, edge, deps.lifecycle);
  const app = Fastify({
    loggerInstance,
    // URLs may hold what an operator pasted into a search.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: deps.config.trustedProxies.length > 0 ? deps.config.trustedProxies : false,
    genReqId: newRequestId,
    serverFactory: direct.createServer,
    // A request on a connection from before the stop is answered, and ends the connection.
    return503OnClosing: false,
    bodyLimit: deps.config.limits.managementBodyBytesMax,
    clientErrorHandler: edge.onClientError,
    routerOptions: {
      maxParamLength: 1024,
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
    },
    // Refused before any hook runs, such as a path that is not valid percent-encoding.
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id);
      renderErrorOfPlane(error, request, reply);
    },
  });
  letConnectionsEnd(app, deps.config.limits.connectionLingerMs);
  const allowedMethods = collectAllowedMethods(app);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    // What a key reads is kept by nobody on the way; a route with assets of its own says otherwise.
    reply.header("cache-control", "no-store");
  });
  app.setErrorHandler(renderErrorOfPlane);
  app.addHook("onSend", async ({ raw }, reply) => {
    if (reply.statusCode !== errorStatuses.PAYLOAD_TOO_LARGE) return;
    // Fastify would close it at once.
    if (await drainRequest(raw)) reply.removeHeader("connection");
  });
  // Each plane reads bodies its own way; that of an unknown path is nobody's to read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => {
    payload.resume();
    done(null);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    const allowed = allowedMethods(path);
    if (allowed.length > 0) reply.header("allow", allowed.join(", "));
    if (isInferencePath(path)) {
      const error = allowed.length > 0 ? wrongMethod(path, request.method) : unknownUrl(path);
      return renderInferenceError(error, request, reply);
    }
    if (allowed.length === 0) throw new AppError("NOT_FOUND", `There is no ${path}`);
    throw new AppError("METHOD_NOT_ALLOWED", `${path} has no ${request.method}`);
  });

  await app.register(healthRoutes(deps));
  await app.register(metricsRoutes(deps));
  await app.register(inferenceRoutes(deps, direct));
  await app.register(async (management) => {
    management.setValidatorCompiler(validatorCompiler);
    management.setSerializerCompiler(serializerCompiler);
    parseJsonBody(management);
    ignoreEmptyParameters(management);
    management.addHook("onRequest", async (request) => {
      const needed = request.routeOptions.config.scope;
      if (needed) request.management = await authenticateManagement(deps, request, needed);
    });
    const db = joinTransactions(deps.db);
    answerOnce(management, { clock: deps.clock, db });
    const managed: Deps = { ...deps, db };
    const atOnce = slowReadsAtOnce(deps.config.databasePoolMax);
    gateSlowReads(management, createReadGate({ atOnce }));
    await management.register(openApiDocument(deps));
    await management.register(groupRoutes(managed));
    await management.register(limitUseRoutes(managed));
    await management.register(keyRoutes(managed));
    await management.register(endpointRoutes(managed));
    await management.register(secretRoutes(managed));
    await management.register(requestRoutes(managed));
    await management.register(refusalRoutes(managed));
    await management.register(auditRoutes(managed));
    await management.register(eventRoutes(managed));
    await management.register(usageRoutes(managed));
    await management.register(headroomRoutes(managed));
    await management.register(webhookRoutes(managed));
    await management.register(deliveryRoutes(managed));
    await management.register(workspaceRoutes(managed));
    await management.register(apiKeyRoutes(managed));
    await management.register(teamRoutes(managed));
  });
  return app;
}

/** Outside of the routes' own scopes: the address says who reads it. */
function renderErrorOfPlane(error: Error, request: FastifyRequest, reply: FastifyReply) {
  const render = isInferencePath(pathOf(request.url))
    ? renderInferenceError
    : renderManagementError;
  return render(error, request, reply);
}
