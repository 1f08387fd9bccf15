import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Deps } from "./deps";
import { unknownUrl, wrongMethod } from "./inference/errors/inference-error";
import { renderInferenceError } from "./inference/errors/render-inference-error";
import { inferenceRoutes } from "./inference/inference.routes";
import { limitUseRoutes } from "./insight/consumers/limit-use.routes";
import { headroomRoutes } from "./insight/headroom/headroom.routes";
import { healthRoutes } from "./insight/health/health.routes";
import { metricsRoutes } from "./insight/health/metrics.routes";
import { refusalRoutes } from "./insight/refusals/refusal.routes";
import { openRefusalRecorder } from "./insight/refusals/refusal-recorder";
import { requestRoutes } from "./insight/request-lookup/request.routes";
import { auditRoutes } from "./management/audit/audit.routes";
import { endpointRoutes } from "./management/endpoints/endpoint.routes";
import { groupRoutes } from "./management/groups/group.routes";
import { keyRoutes } from "./management/keys/key.routes";
import { secretRoutes } from "./management/secrets/secret.routes";
import { apiKeyRoutes } from "./management/workspaces/api-key.routes";
import { authenticateManagement } from "./management/workspaces/authenticate";
import { teamRoutes } from "./management/workspaces/team.routes";
import { workspaceRoutes } from "./management/workspaces/workspace.routes";
import { eventRoutes } from "./metering/events-api/events.routes";
import { usageRoutes } from "./metering/rollups/usage.routes";
import { deliveryRoutes } from "./metering/webhooks/delivery.routes";
import { webhookRoutes } from "./metering/webhooks/webhook.routes";
import { joinTransactions } from "./platform/db/joined-transactions";
import { slowReadsAtOnce } from "./platform/db/share-connections";
import { collectAllowedMethods } from "./platform/http/allowed-methods";
import { AppError, errorStatuses } from "./platform/http/app-error";
import { createDirectRoutes } from "./platform/http/direct-routes";
import { drainRequest } from "./platform/http/drain-request";
import { renderManagementError } from "./platform/http/error-handler";
import { ignoreEmptyParameters } from "./platform/http/ignore-empty-parameters";
import { parseJsonBody } from "./platform/http/json-body";
import { letConnectionsEnd } from "./platform/http/let-connections-end";
import { isInferencePath, toPath } from "./platform/http/plane";
import { createReadGate, gateSlowReads } from "./platform/http/read-gate";
import { createServerEdge } from "./platform/http/server-edge";
import { openApiDocument } from "./platform/openapi/open-api-document";
import { answerOnce } from "./platform/writes/answer-once";

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
    const path = toPath(request.url);
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
  const receipts = openRefusalRecorder({ ...deps, db: deps.pools.background });
  await app.register(inferenceRoutes(deps, direct, receipts));
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
  const render = isInferencePath(toPath(request.url))
    ? renderInferenceError
    : renderManagementError;
  return render(error, request, reply);
}
