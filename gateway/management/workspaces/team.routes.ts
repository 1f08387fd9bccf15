import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { createApiKeyBody, createdApiKey } from "../../contracts/management-key";
import {
  deletedSecret,
  saveSecretBody,
  secret,
  secretList,
  secretParams,
} from "../../contracts/secret";
import { team, teamList, teamParams, userInfo } from "../../contracts/team";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { deleteSecret } from "../secrets/delete-secret";
import { listSecrets } from "../secrets/list-secrets";
import { saveSecret } from "../secrets/save-secret";
import { secretAnswer } from "../secrets/secret-answer";
import { secretState } from "../secrets/secret-state";
import { actingOwner, createApiKey } from "./create-api-key";
import { ownTeam } from "./own-team";

const keyTags = ["Management keys"];
const tags = ["Teams"];

/** Management keys, teams and who a key acts as, as the hosted service has them. */
export const teamRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/users/me",
      {
        config: { scope: "any" },
        schema: {
          tags,
          operationId: "readMe",
          summary: "Read who the key acts as",
          response: { 200: userInfo },
        },
      },
      async ({ management }) => ({
        ...actingOwner(management),
        workspace_name: management.workspaceName,
      }),
    );

    app.get(
      "/v1/teams",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "listTeams",
          summary: "List teams: the workspace itself",
          response: { 200: teamList },
        },
      },
      async ({ management }) => ({
        teams: [await ownTeam(deps, management, management.workspaceId)],
      }),
    );

    app.get(
      "/v1/teams/:team_id",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "readTeam",
          summary: "Read a team",
          params: teamParams,
          response: { 200: team },
        },
      },
      ({ management, params }) => ownTeam(deps, management, params.team_id),
    );

    app.get(
      "/v1/teams/:team_id/secrets",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "listTeamSecrets",
          summary: "List a team's secrets (never values)",
          params: teamParams,
          response: { 200: secretList },
        },
      },
      async ({ management, params }) => {
        await ownTeam(deps, management, params.team_id);
        return { secrets: await listSecrets(deps, management) };
      },
    );

    app.post(
      "/v1/teams/:team_id/secrets",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "saveTeamSecret",
          summary: "Save a team's secret by name; saving again rotates the value",
          params: teamParams,
          body: saveSecretBody,
          response: { 200: secret },
        },
      },
      async ({ management, params, body }, reply) => {
        await ownTeam(deps, management, params.team_id);
        const saved = await saveSecret(deps, management, body);
        return secretAnswer(withEntityTag(reply, saved, secretState), management.workspaceName);
      },
    );

    app.delete(
      "/v1/teams/:team_id/secrets/:secret_name",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "deleteTeamSecret",
          summary: "Delete a team's secret that no endpoint uses",
          params: teamParams.extend(secretParams.shape),
          response: { 200: deletedSecret },
        },
      },
      async ({ management, params }) => {
        await ownTeam(deps, management, params.team_id);
        return deleteSecret(deps, management, params.secret_name);
      },
    );

    app.post(
      "/v1/teams/:team_id/api_keys",
      {
        config: { scope: "management" },
        schema: {
          tags: keyTags,
          operationId: "createTeamApiKey",
          summary: "Create a team's management key; its plaintext is answered this once",
          params: teamParams,
          body: createApiKeyBody,
          response: { 200: createdApiKey },
        },
      },
      async ({ management, params, body }, reply) => {
        reply.header("cache-control", "no-store");
        await ownTeam(deps, management, params.team_id);
        return createApiKey(deps, management, body);
      },
    );
  };
