import { z } from "zod";
import {
  apiKey,
  apiKeyPage,
  mintedKey,
  mintKeyBody,
  registeredKey,
  registerKeyBody,
  revokedKey,
} from "../key";
import { pageQuery } from "../page";
import { describeOperations } from "./operation";

const ofGroup = z.object({ group_id: z.string() });
const ofKey = z.object({ group_id: z.string(), prefix: z.string() });

export const keyOperations = describeOperations("Federated keys", {
  mintKey: {
    method: "POST",
    path: "/v1/gateway/groups/{group_id}/api_keys",
    scope: "write_customer_keys",
    summary: "Mint a key",
    params: ofGroup,
    body: mintKeyBody,
    answer: mintedKey,
  },
  registerKey: {
    method: "POST",
    path: "/v1/gateway/groups/{group_id}/api_keys/register",
    scope: "management",
    summary: "Register your own key",
    description: "`X-Baseten-Signature`: base64 Ed25519 signature of the exact bytes of the body.",
    params: ofGroup,
    body: registerKeyBody,
    answer: registeredKey,
  },
  listKeys: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}/api_keys",
    scope: "read_customer_keys",
    summary: "List keys",
    params: ofGroup,
    query: pageQuery,
    answer: apiKeyPage,
  },
  readKey: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}/api_keys/{prefix}",
    scope: "read_customer_keys",
    summary: "Read a key",
    params: ofKey,
    answer: apiKey,
  },
  revokeKey: {
    method: "DELETE",
    path: "/v1/gateway/groups/{group_id}/api_keys/{prefix}",
    scope: "write_customer_keys",
    summary: "Revoke a key",
    params: ofKey,
    answer: revokedKey,
  },
});
