import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { listAuditActors } from "./list-audit-actors";
import { listAuditLogs } from "./list-audit-logs";

export const auditRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(
      app,
      operations.listAuditLogs,
      async (request) => listAuditLogs(deps, request.management, request.query),
      { isSlow: true },
    );

    route(
      app,
      operations.listAuditActors,
      async (request) => listAuditActors(deps, request.management),
      { isSlow: true },
    );
  };
