import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  deletedSecret,
  saveSecretBody,
  secret,
  secretList,
  secretParams,
} from "../../contracts/secret";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { deleteSecret } from "./delete-secret";
import { listSecrets } from "./list-secrets";
import { saveSecret } from "./save-secret";
import { secretAnswer } from "./secret-answer";
import { secretState } from "./secret-state";

const tags = ["Secrets"];

export const secretRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/secrets",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "listSecrets",
          summary: "List secrets (never values)",
          response: { 200: secretList },
        },
      },
      async (request) => ({ secrets: await listSecrets(deps, request.management) }),
    );

    app.post(
      "/v1/secrets",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "saveSecret",
          summary: "Save a secret by name; saving again rotates the value and keeps the id",
          body: saveSecretBody,
          response: { 200: secret },
        },
      },
      async ({ management, body }, reply) => {
        const saved = await saveSecret(deps, management, body);
        return secretAnswer(withEntityTag(reply, saved, secretState), management.workspaceName);
      },
    );

    app.delete(
      "/v1/secrets/:secret_name",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "deleteSecret",
          summary: "Delete a secret that no endpoint uses",
          params: secretParams,
          response: { 200: deletedSecret },
        },
      },
      async (request) => deleteSecret(deps, request.management, request.params.secret_name),
    );
  };
