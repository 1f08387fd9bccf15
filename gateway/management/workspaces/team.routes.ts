import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { deleteSecret } from "../secrets/delete-secret";
import { listSecrets } from "../secrets/list-secrets";
import { saveSecret } from "../secrets/save-secret";
import { secretAnswer, secretState } from "../secrets/secret-answer";
import { actingOwner, createApiKey } from "./create-api-key";
import { ownTeam } from "./own-team";

/** Management keys, teams and who a key acts as, as the hosted service has them. */
export const teamRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.readMe, async ({ management }) => ({
      ...actingOwner(management),
      workspace_name: management.workspaceName,
    }));

    route(app, operations.listTeams, async ({ management }) => ({
      teams: [await ownTeam(deps, management, management.workspaceId)],
    }));

    route(app, operations.readTeam, ({ management, params }) =>
      ownTeam(deps, management, params.team_id),
    );

    route(app, operations.listTeamSecrets, async ({ management, params }) => {
      await ownTeam(deps, management, params.team_id);
      return { secrets: await listSecrets(deps, management) };
    });

    route(app, operations.saveTeamSecret, async ({ management, params, body }, reply) => {
      await ownTeam(deps, management, params.team_id);
      const saved = await saveSecret(deps, management, body);
      return secretAnswer(withEntityTag(reply, saved, secretState), management.workspaceName);
    });

    route(app, operations.deleteTeamSecret, async ({ management, params }) => {
      await ownTeam(deps, management, params.team_id);
      return deleteSecret(deps, management, params.secret_name);
    });

    route(app, operations.createTeamApiKey, async ({ management, params, body }) => {
      await ownTeam(deps, management, params.team_id);
      return createApiKey(deps, management, body);
    });
  };
