import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { createManagementKey } from "./create-management-key";
import { listManagementKeys } from "./list-management-keys";
import { managementKeyState } from "./management-key-answer";
import { readCapabilities } from "./read-capabilities";
import { revokeManagementKey } from "./revoke-management-key";

export const workspaceRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.readCapabilities, async (request) =>
      readCapabilities(deps, request.management),
    );

    route(app, operations.listManagementKeys, async (request) => ({
      items: await listManagementKeys(deps, request.management),
    }));

    route(app, operations.createManagementKey, async (request, reply) => {
      const key = await createManagementKey(deps, request.management, request.body);
      return withEntityTag(reply, key, managementKeyState);
    });

    route(app, operations.revokeManagementKey, async (request) =>
      revokeManagementKey(deps, request.management, request.params.key_id),
    );
  };
