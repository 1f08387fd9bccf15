import {
  apiKeyInfoList,
  apiKeyParams,
  createApiKeyBody,
  createdApiKey,
  createdManagementKey,
  createManagementKeyBody,
  managementKeyList,
  managementKeyParams,
  revokedApiKey,
  revokedManagementKey,
} from "../management-key";
import { deletedSecret, saveSecretBody, secret, secretList, secretParams } from "../secret";
import { team, teamList, teamParams, userInfo } from "../team";
import { capabilities } from "../workspace";
import { describeOperations } from "./operation";

export const workspaceOperations = {
  ...describeOperations("Workspace (extension)", {
    readCapabilities: {
      method: "GET",
      path: "/v1/gateway/capabilities",
      scope: "view",
      summary: "What this server offers",
      answer: capabilities,
    },
    listManagementKeys: {
      method: "GET",
      path: "/v1/gateway/management_keys",
      scope: "view",
      summary: "List management keys",
      answer: managementKeyList,
    },
    createManagementKey: {
      method: "POST",
      path: "/v1/gateway/management_keys",
      scope: "management",
      summary: "Create a management key; its plaintext is answered this once",
      body: createManagementKeyBody,
      answer: createdManagementKey,
    },
    revokeManagementKey: {
      method: "DELETE",
      path: "/v1/gateway/management_keys/{key_id}",
      scope: "management",
      summary: "Revoke a management key",
      params: managementKeyParams,
      answer: revokedManagementKey,
    },
  }),
  ...describeOperations("Management keys", {
    listApiKeys: {
      method: "GET",
      path: "/v1/api_keys",
      scope: "view",
      summary: "List management keys",
      answer: apiKeyInfoList,
    },
    createApiKey: {
      method: "POST",
      path: "/v1/api_keys",
      scope: "management",
      summary: "Create a management key; its plaintext is answered this once",
      body: createApiKeyBody,
      answer: createdApiKey,
    },
    revokeApiKey: {
      method: "DELETE",
      path: "/v1/api_keys/{api_key_prefix}",
      scope: "management",
      summary: "Revoke a management key",
      params: apiKeyParams,
      answer: revokedApiKey,
    },
    createTeamApiKey: {
      method: "POST",
      path: "/v1/teams/{team_id}/api_keys",
      scope: "management",
      summary: "Create a team's management key; its plaintext is answered this once",
      params: teamParams,
      body: createApiKeyBody,
      answer: createdApiKey,
    },
  }),
  ...describeOperations("Teams", {
    readMe: {
      method: "GET",
      path: "/v1/users/me",
      scope: "any",
      summary: "Read who the key acts as",
      answer: userInfo,
    },
    listTeams: {
      method: "GET",
      path: "/v1/teams",
      scope: "view",
      summary: "List teams: the workspace itself",
      answer: teamList,
    },
    readTeam: {
      method: "GET",
      path: "/v1/teams/{team_id}",
      scope: "view",
      summary: "Read a team",
      params: teamParams,
      answer: team,
    },
    listTeamSecrets: {
      method: "GET",
      path: "/v1/teams/{team_id}/secrets",
      scope: "management",
      summary: "List a team's secrets (never values)",
      params: teamParams,
      answer: secretList,
    },
    saveTeamSecret: {
      method: "POST",
      path: "/v1/teams/{team_id}/secrets",
      scope: "management",
      summary: "Save a team's secret by name; saving again rotates the value",
      params: teamParams,
      body: saveSecretBody,
      answer: secret,
    },
    deleteTeamSecret: {
      method: "DELETE",
      path: "/v1/teams/{team_id}/secrets/{secret_name}",
      scope: "management",
      summary: "Delete a team's secret that no endpoint uses",
      params: teamParams.extend(secretParams.shape),
      answer: deletedSecret,
    },
  }),
};
