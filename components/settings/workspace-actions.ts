"use server";

import { z } from "zod";
import { createApiKeyBody, createdApiKey } from "@/gateway/contracts/management-key";
import { operations } from "@/gateway/contracts/operations/operations";
import { saveSecretBody } from "@/gateway/contracts/secret";
import { text } from "@/gateway/contracts/text";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok } from "@/lib/gateway/result";

const createdOrReplayed = createdApiKey.extend({ api_key: z.string().nullable() });

/** The value goes to the server, and never comes back: the answer is metadata. */
export const saveSecretAction = serverAction("admin", saveSecretBody, (body, caller) =>
  callGateway(operations.saveSecret, { body, ...caller }),
);

export const deleteSecretAction = serverAction(
  "admin",
  z.object({ name: z.string().min(1).max(255) }),
  ({ name }, caller) =>
    callGateway(operations.deleteSecret, { params: { secret_name: name }, ...caller }),
);

/** The answer holds the plaintext, this once: nothing is revalidated into the same response. */
export const createManagementKeyAction = serverAction(
  "admin",
  createApiKeyBody.extend({ name: text(1, 255) }),
  async (body, caller) => {
    const input = { body, answer: createdOrReplayed, ...caller };
    const created = await callGateway(operations.createApiKey, input);
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
    callGateway(operations.revokeApiKey, { params: { api_key_prefix: prefix }, ...caller }),
);
