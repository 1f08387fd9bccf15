import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { deleteSecret } from "./delete-secret";
import { listSecrets } from "./list-secrets";
import { saveSecret } from "./save-secret";
import { secretAnswer, secretState } from "./secret-answer";

export const secretRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.listSecrets, async (request) => ({
      secrets: await listSecrets(deps, request.management),
    }));

    route(app, operations.saveSecret, async ({ management, body }, reply) => {
      const saved = await saveSecret(deps, management, body);
      return secretAnswer(withEntityTag(reply, saved, secretState), management.workspaceName);
    });

    route(app, operations.deleteSecret, async (request) =>
      deleteSecret(deps, request.management, request.params.secret_name),
    );
  };
