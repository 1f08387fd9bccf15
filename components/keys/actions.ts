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
import { authorize } from "@/lib/auth/auth";
import { database } from "@/lib/database";
import {
  deleteKeyRotation,
  deleteKeyRotations,
  insertKeyRotation,
} from "@/lib/db/key-rotation-store";
import { callGateway } from "@/lib/gateway/gateway-client";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { readGroup } from "@/lib/groups/group-path";

const groupId = z.string().min(1).max(255);
const prefix = z.string().min(1).max(64);
const mintedOrReplayed = mintedKey.extend({ api_key: z.string().nullable() });

export interface MintedForPlace {
  minted: MintedKey;
  /** False: the key is there, but that it takes another's place could not be noted. */
  isFollowed: boolean;
}

function keysPath(id: string): string {
  return `/v1/gateway/groups/${encodeURIComponent(id)}/api_keys`;
}

/**
 * Operators. The answer holds the plaintext, this once: nothing is revalidated here, so no page is
 * rendered into the same response, and the caller keeps it in one component's state. `replaces` is the
 * prefix of the key whose place it takes: the rotation is noted with it, by prefixes.
 */
export async function mintKeyAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<MintedForPlace>> {
  const request = parseInput(
    z.object({ groupId, name: z.string(), replaces: prefix.nullish() }),
    input,
  );
  if (!request.ok) return request;
  const { name, replaces = null } = request.data;
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  const body = parseInput(mintKeyBody, { name: name.trim() || null });
  if (!body.ok) return body;
  const minted = await callGateway({
    method: "POST",
    path: keysPath(request.data.groupId),
    body: body.data,
    answer: mintedOrReplayed,
    member: member.data,
    submission,
  });
  if (!minted.ok) return minted;
  const { api_key } = minted.data;
  // It was sent before, and that answer was lost with the only sight of the key.
  if (api_key === null) {
    const { prefix } = minted.data;
    const message = `Your first try made the key ${prefix}, but its answer was lost, and the key can't be shown again. Revoke ${prefix} in the list and mint another.`;
    return fail("ANSWER_LOST", message);
  }
  const key = { ...minted.data, api_key };
  if (replaces === null) return ok({ minted: key, isFollowed: true });
  const rotation = {
    groupId: request.data.groupId,
    oldPrefix: replaces,
    newPrefix: minted.data.prefix,
  };
  // Whatever becomes of the note: the key is minted, and this answer is the only one with it.
  const isFollowed = await insertKeyRotation(database(), rotation, Date.now()).then(
    () => true,
    () => false,
  );
  return ok({ minted: key, isFollowed });
}

/** Operators. Nobody is shown this rotation any more; both keys stay as they are. */
export async function endRotationAction(input: unknown): Promise<Result<null>> {
  const request = parseInput(z.object({ groupId, oldPrefix: prefix, newPrefix: prefix }), input);
  if (!request.ok) return request;
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  // Whether the group is of this workspace, the server knows.
  const group = await readGroup(request.data.groupId);
  if (!group.ok) return group;
  await deleteKeyRotation(database(), request.data);
  return ok(null);
}

/** Operators. `rawBody` travels on byte by byte: the signature is over exactly these bytes. */
export async function registerKeyAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<{ ok: true }>> {
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
    submission,
  });
}

/** Operators. `confirmation` is the end of the prefix, typed by hand; checked again here. */
export async function revokeKeyAction(input: unknown): Promise<Result<{ prefix: string }>> {
  const request = z
    .object({ groupId, prefix, confirmation: z.string() })
    .refine(({ prefix, confirmation }) => prefix.slice(-4) === confirmation.trim(), {
      path: ["confirmation"],
      error: "These are not the last 4 characters of the prefix",
    })
    .safeParse(input);
  if (!request.success) return malformed(request.error);
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  const revoked = await callGateway({
    method: "DELETE",
    path: `${keysPath(request.data.groupId)}/${encodeURIComponent(request.data.prefix)}`,
    answer: revokedKey,
    member: member.data,
  });
  // A note that stays is shown to nobody: one of its keys is gone.
  if (revoked.ok) await deleteKeyRotations(database(), request.data).catch(() => {});
  return revoked;
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
