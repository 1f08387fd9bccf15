import type { FastifyBaseLogger, FastifyPluginAsync } from "fastify";
import type { Deps } from "../deps";
import { probeDatabase } from "./health-store";

const probeMs = 2_000;

/** `/healthz`: the process answers. `/readyz`: it can do its work. Neither needs a key. */
export const healthRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.get("/healthz", async (_request, reply) => {
      reply.header("cache-control", "no-store");
      return { status: "ok" };
    });

    app.get("/readyz", async (request, reply) => {
      const [database, counters] = await Promise.all([
        succeeds(probeDatabase(deps.db), request.log),
        succeeds(deps.counters.probe(), request.log),
      ]);
      const checks = { database, counters, ledger: deps.ledger.isAvailable() };
      const ready = Object.values(checks).every(Boolean);
      reply.code(ready ? 200 : 503).header("cache-control", "no-store");
      return { status: ready ? "ready" : "not ready", checks };
    });
  };

async function succeeds(probe: Promise<unknown>, log: FastifyBaseLogger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${probeMs} ms`)), probeMs);
  });
  try {
    await Promise.race([probe, timeout]);
    return true;
  } catch (error) {
    log.warn({ err: error }, "not ready");
    return false;
  } finally {
    clearTimeout(timer);
  }
}
