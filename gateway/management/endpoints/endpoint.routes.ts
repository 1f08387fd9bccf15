import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { createEndpoint } from "./create-endpoint";
import { deleteEndpoint } from "./delete-endpoint";
import { endpointState } from "./endpoint-answer";
import { listDanglingSlugs } from "./list-dangling-slugs";
import { listEndpoints } from "./list-endpoints";
import { readEndpoint } from "./read-endpoint";
import { openTestConnections } from "./test-connections";
import { testEndpoint } from "./test-endpoint";
import { updateEndpoint } from "./update-endpoint";

export const endpointRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.createEndpoint, async ({ management, body }, reply) =>
      withEntityTag(reply, await createEndpoint(deps, management, body), endpointState),
    );

    route(app, operations.listEndpoints, async (request) =>
      listEndpoints(deps, request.management, request.query),
    );

    route(app, operations.readEndpoint, async ({ management, params, query }, reply) => {
      const input = { id: params.endpoint_id, ...query };
      return withEntityTag(reply, await readEndpoint(deps, management, input), endpointState);
    });

    route(app, operations.updateEndpoint, async ({ management, params, body }, reply) => {
      const input = { id: params.endpoint_id, ...body };
      return withEntityTag(reply, await updateEndpoint(deps, management, input), endpointState);
    });

    route(app, operations.deleteEndpoint, async (request) =>
      deleteEndpoint(deps, request.management, request.params.endpoint_id),
    );

    route(
      app,
      operations.listDanglingSlugs,
      async (request) => ({ items: await listDanglingSlugs(deps, request.management) }),
      { isSlow: true },
    );

    const connections = openTestConnections(deps);
    app.addHook("onClose", () => connections.close());
    route(
      app,
      operations.testEndpoint,
      async (request) => testEndpoint({ ...deps, connections }, request.management, request.body),
      { callsOut: true },
    );
  };
