import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  createdManagementKey,
  createManagementKeyBody,
  managementKeyList,
  managementKeyParams,
  revokedManagementKey,
} from "../../contracts/management-key";
import { capabilities } from "../../contracts/workspace";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { createManagementKey } from "./create-management-key";
import { listManagementKeys } from "./list-management-keys";
import { managementKeyState } from "./management-key-state";
import { readCapabilities } from "./read-capabilities";
import { revokeManagementKey } from "./revoke-management-key";

const tags = ["Workspace (extension)"];

export const workspaceRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/capabilities",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "readCapabilities",
          summary: "What this server offers",
          response: { 200: capabilities },
        },
      },
      async (request) => readCapabilities(deps, request.management),
    );

    app.get(
      "/v1/gateway/management_keys",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "listManagementKeys",
          summary: "List management keys",
          response: { 200: managementKeyList },
        },
      },
      async (request) => ({ items: await listManagementKeys(deps, request.management) }),
    );

    app.post(
      "/v1/gateway/management_keys",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "createManagementKey",
          summary: "Create a management key; its plaintext is answered this once",
          body: createManagementKeyBody,
          response: { 200: createdManagementKey },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        const key = await createManagementKey(deps, request.management, request.body);
        return withEntityTag(reply, key, managementKeyState);
      },
    );

    app.delete(
      "/v1/gateway/management_keys/:key_id",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "revokeManagementKey",
          summary: "Revoke a management key",
          params: managementKeyParams,
          response: { 200: revokedManagementKey },
        },
      },
      async (request) => revokeManagementKey(deps, request.management, request.params.key_id),
    );
  };
