"use server";

import { z } from "zod";
import {
  type MintedKey,
  mintedKey,
  mintKeyBody,
  registeredKey,
  registerKeyBody,
  revokedKey,
} from "@/gateway/contracts/key";
import { authorize } from "@/lib/auth";
import { callGateway } from "@/lib/gateway-client";
import { fail, type Result } from "@/lib/result";

const groupId = z.string().min(1).max(255);

function keysPath(id: string): string {
  return `/v1/gateway/groups/${encodeURIComponent(id)}/api_keys`;
}

/**
 * Operators. The answer holds the plaintext, this once: nothing is revalidated here, so no page is
 * rendered into the same response, and the caller keeps it in one component's state.
 */
export async function mintKeyAction(input: unknown): Promise<Result<MintedKey>> {
  const request = z.object({ groupId, name: z.string() }).safeParse(input);
  if (!request.success) return malformed(request.error);
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  const body = mintKeyBody.safeParse({ name: request.data.name.trim() || null });
  if (!body.success) return malformed(body.error);
  return callGateway({
    method: "POST",
    path: keysPath(request.data.groupId),
    body: body.data,
    answer: mintedKey,
    member: member.data,
  });
}

/** Operators. `rawBody` travels on byte by byte: the signature is over exactly these bytes. */
export async function registerKeyAction(input: unknown): Promise<Result<{ ok: true }>> {
  const request = z
    .object({
      groupId,
      rawBody: z.string().max(4096),
      signature: z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9+/]{86}==$/, "The signature is 64 bytes in base64: 88 characters"),
    })
    .safeParse(input);
  if (!request.success) return malformed(request.error);
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  const body = registerKeyBody.safeParse(parseJson(request.data.rawBody));
  if (!body.success) return malformed(body.error);
  return callGateway({
    method: "POST",
    path: `${keysPath(request.data.groupId)}/register`,
    rawBody: request.data.rawBody,
    headers: { "x-baseten-signature": request.data.signature },
    answer: registeredKey,
    member: member.data,
  });
}

/** Operators. `confirmation` is the end of the prefix, typed by hand; checked again here. */
export async function revokeKeyAction(input: unknown): Promise<Result<{ prefix: string }>> {
  const request = z
    .object({ groupId, prefix: z.string().min(1).max(64), confirmation: z.string() })
    .refine(({ prefix, confirmation }) => prefix.slice(-4) === confirmation.trim(), {
      path: ["confirmation"],
      error: "These are not the last 4 characters of the prefix",
    })
    .safeParse(input);
  if (!request.success) return malformed(request.error);
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  return callGateway({
    method: "DELETE",
    path: `${keysPath(request.data.groupId)}/${encodeURIComponent(request.data.prefix)}`,
    answer: revokedKey,
    member: member.data,
  });
}

function malformed(error: z.ZodError): Result<never> {
  const details = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return fail("VALIDATION_ERROR", details[0]?.message ?? "The form is not complete", details);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
