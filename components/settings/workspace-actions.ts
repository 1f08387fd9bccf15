"use server";

import { z } from "zod";
import { createApiKeyBody, createdApiKey, revokedApiKey } from "@/gateway/contracts/management-key";
import { deletedSecret, type Secret, saveSecretBody, secret } from "@/gateway/contracts/secret";
import { text } from "@/gateway/contracts/text";
import { authorize } from "@/lib/auth/auth";
import { callGateway } from "@/lib/gateway/gateway-client";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, ok, type Result } from "@/lib/gateway/result";

const createdOrReplayed = createdApiKey.extend({ api_key: z.string().nullable() });

/** The value goes to the server, and never comes back: the answer is metadata. */
export async function saveSecretAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<Secret>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const body = parseInput(saveSecretBody, input);
  if (!body.ok) return body;
  return callGateway({
    method: "POST",
    path: "/v1/secrets",
    body: body.data,
    answer: secret,
    member: member.data,
    submission,
  });
}

export async function deleteSecretAction(
  input: unknown,
): Promise<Result<z.infer<typeof deletedSecret>>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ name: z.string().min(1).max(255) }), input);
  if (!parsed.ok) return parsed;
  return callGateway({
    method: "DELETE",
    path: `/v1/secrets/${encodeURIComponent(parsed.data.name)}`,
    answer: deletedSecret,
    member: member.data,
  });
}

/** The answer holds the plaintext, this once: nothing is revalidated into the same response. */
export async function createManagementKeyAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<z.infer<typeof createdApiKey>>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const body = parseInput(createApiKeyBody.extend({ name: text("name", 1, 255) }), input);
  if (!body.ok) return body;
  const created = await callGateway({
    method: "POST",
    path: "/v1/api_keys",
    body: body.data,
    answer: createdOrReplayed,
    member: member.data,
    submission,
  });
  if (!created.ok) return created;
  if (created.data.api_key !== null) return ok({ api_key: created.data.api_key });
  const message =
    "Your first try made the key, but its answer was lost, and it can't be shown again. Revoke it in the list and create another under another name.";
  return fail("ANSWER_LOST", message);
}

export async function revokeManagementKeyAction(
  input: unknown,
): Promise<Result<z.infer<typeof revokedApiKey>>> {
  const member = await authorize("admin");
  if (!member.ok) return member;
  const parsed = parseInput(z.object({ prefix: z.string().min(1).max(255) }), input);
  if (!parsed.ok) return parsed;
  return callGateway({
    method: "DELETE",
    path: `/v1/api_keys/${encodeURIComponent(parsed.data.prefix)}`,
    answer: revokedApiKey,
    member: member.data,
  });
}
