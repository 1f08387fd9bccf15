"use server";

import { z } from "zod";
import { createApiKeyBody, createdApiKey, revokedApiKey } from "@/gateway/contracts/management-key";
import { deletedSecret, saveSecretBody, secret } from "@/gateway/contracts/secret";
import { text } from "@/gateway/contracts/text";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok } from "@/lib/gateway/result";

const createdOrReplayed = createdApiKey.extend({ api_key: z.string().nullable() });

/** The value goes to the server, and never comes back: the answer is metadata. */
export const saveSecretAction = serverAction("admin", saveSecretBody, (body, caller) =>
  callGateway({ method: "POST", path: "/v1/secrets", body, answer: secret, ...caller }),
);

export const deleteSecretAction = serverAction(
  "admin",
  z.object({ name: z.string().min(1).max(255) }),
  ({ name }, caller) =>
    callGateway({
      method: "DELETE",
      path: `/v1/secrets/${encodeURIComponent(name)}`,
      answer: deletedSecret,
      ...caller,
    }),
);

/** The answer holds the plaintext, this once: nothing is revalidated into the same response. */
export const createManagementKeyAction = serverAction(
  "admin",
  createApiKeyBody.extend({ name: text("name", 1, 255) }),
  async (body, caller) => {
    const request = { method: "POST", path: "/v1/api_keys", body } as const;
    const created = await callGateway({ ...request, answer: createdOrReplayed, ...caller });
    if (!created.ok) return created;
    if (created.data.api_key !== null) return ok({ api_key: created.data.api_key });
    const message =
      "Your first try made the key, but its answer was lost, and it can't be shown again. Revoke it in the list and create another under another name.";
    return fail("ANSWER_LOST", message);
  },
);

export const revokeManagementKeyAction = serverAction(
  "admin",
  z.object({ prefix: z.string().min(1).max(255) }),
  ({ prefix }, caller) =>
    callGateway({
      method: "DELETE",
      path: `/v1/api_keys/${encodeURIComponent(prefix)}`,
      answer: revokedApiKey,
      ...caller,
    }),
);
