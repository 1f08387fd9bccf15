import { deletedSecret, saveSecretBody, secret, secretList, secretParams } from "../secret";
import { describeOperations } from "./operation";

export const secretOperations = describeOperations("Secrets", {
  listSecrets: {
    method: "GET",
    path: "/v1/secrets",
    scope: "management",
    summary: "List secrets (never values)",
    answer: secretList,
  },
  saveSecret: {
    method: "POST",
    path: "/v1/secrets",
    scope: "management",
    summary: "Save a secret by name; saving again rotates the value and keeps the id",
    body: saveSecretBody,
    answer: secret,
  },
  deleteSecret: {
    method: "DELETE",
    path: "/v1/secrets/{secret_name}",
    scope: "management",
    summary: "Delete a secret that no endpoint uses",
    params: secretParams,
    answer: deletedSecret,
  },
});
