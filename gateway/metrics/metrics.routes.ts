import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Deps } from "../deps";
import { authenticateManagement } from "../http/authenticate";

/**
 * `GET /metrics` for Prometheus. Programs of this machine need no key; others send a management key
 * as a bearer token. No series names a customer.
 */
export const metricsRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.get("/metrics", async (request, reply) => {
      if (!isOfThisMachine(request)) await authenticateManagement(deps, request, "metrics");
      const { contentType, text } = await deps.metrics.render();
      return reply.header("cache-control", "no-store").type(contentType).send(text);
    });
  };

/** Behind a proxy on this machine every caller seems to be of it: those are forwarded ones. */
function isOfThisMachine({ headers, socket }: FastifyRequest): boolean {
  const isForwarded = "x-forwarded-for" in headers || "forwarded" in headers;
  return !isForwarded && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? "");
}
