import type { FastifyPluginAsync } from "fastify";
import type { Deps } from "../../deps";
import { challengeHeader, proofHeader, proveHealth } from "../../platform/process/health-proof";
import { readReadiness } from "./readiness";

/** `/healthz`: the process answers. `/readyz`: it can do its work, or why not. Neither needs a key. */
export const healthRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.addHook("onRequest", async (request, reply) => {
      reply.header("cache-control", "no-store");
      const proof = proveHealth(deps.config.healthSecret, request.headers[challengeHeader]);
      if (proof) reply.header(proofHeader, proof);
    });

    app.get("/healthz", async () => ({ status: "ok" }));

    app.get("/readyz", async (request, reply) => {
      const readiness = await readReadiness(deps, request.log);
      return reply.code(readiness.status === "ready" ? 200 : 503).send(readiness);
    });
  };
