import type { FastifyPluginAsync } from "fastify";
import type { Deps } from "../../deps";
import { authenticateManagement } from "../../management/workspaces/authenticate";

/**
 * `GET /metrics` for Prometheus, with a management key of any scope. An address tells nothing about
 * who asks: behind a proxy on this machine everybody seems to be of it. No series names a customer.
 */
export const metricsRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.get("/metrics", async (request, reply) => {
      await authenticateManagement(deps, request, "metrics");
      const { contentType, text } = await deps.metrics.render();
      return reply.header("cache-control", "no-store").type(contentType).send(text);
    });
  };
