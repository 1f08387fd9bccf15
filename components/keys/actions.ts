"use server";

import { z } from "zod";
import { type MintedKey, mintedKey, mintKeyBody, registerKeyBody } from "@/gateway/contracts/key";
import { parseJson } from "@/gateway/contracts/leaves/json";
import { operations } from "@/gateway/contracts/operations/operations";
import { serverAction } from "@/lib/auth/server-action";
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

const ofGroup = { role: "operator", group: "groupId" } as const;
const groupId = z.string().min(1).max(255);
const prefix = z.string().min(1).max(64);
const mintedOrReplayed = mintedKey.extend({ api_key: z.string().nullable() });

export interface MintedForPlace {
  minted: MintedKey;
  /** False: the key is there, but that it takes another's place could not be noted. */
  isFollowed: boolean;
}

/**
 * The answer holds the plaintext, this once: nothing is revalidated here, so no page is rendered into
 * the same response, and the caller keeps it in one component's state. `replaces` is the prefix of the
 * key whose place it takes: the rotation is noted with it, by prefixes.
 */
export const mintKeyAction = serverAction(
  ofGroup,
  z.object({ groupId, name: z.string(), replaces: prefix.nullish() }),
  async ({ groupId, name, replaces }, caller): Promise<Result<MintedForPlace>> => {
    const body = parseInput(mintKeyBody, { name: name.trim() || null });
    if (!body.ok) return body;
    const minted = await callGateway(operations.mintKey, {
      params: { group_id: groupId },
      body: body.data,
      answer: mintedOrReplayed,
      ...caller,
    });
    if (!minted.ok) return minted;
    const { api_key, prefix: newPrefix } = minted.data;
    // It was sent before, and that answer was lost with the only sight of the key.
    if (api_key === null) {
      const message = `Your first try made the key ${newPrefix}, but its answer was lost, and the key can't be shown again. Revoke ${newPrefix} in the list and mint another.`;
      return fail("ANSWER_LOST", message);
    }
    const key = { ...minted.data, api_key };
    if (!replaces) return ok({ minted: key, isFollowed: true });
    // Whatever becomes of the note: the key is minted, and this answer is the only one with it.
    const rotation = { groupId, oldPrefix: replaces, newPrefix };
    const isFollowed = await insertKeyRotation(database(), rotation, Date.now()).then(
      () => true,
      () => false,
    );
    return ok({ minted: key, isFollowed });
  },
);

/** Nobody is shown this rotation any more; both keys stay as they are. */
export const endRotationAction = serverAction(
  ofGroup,
  z.object({ groupId, oldPrefix: prefix, newPrefix: prefix }),
  async (rotation) => {
    // Whether the group is of this workspace, the server knows.
    const group = await readGroup(rotation.groupId);
    if (!group.ok) return group;
    await deleteKeyRotation(database(), rotation);
    return ok(null);
  },
);

/** `rawBody` travels on byte by byte: the signature is over exactly these bytes. */
export const registerKeyAction = serverAction(
  ofGroup,
  z.object({
    groupId,
    rawBody: z.string().max(4096),
    signature: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9+/]{86}==$/, "The signature is 64 bytes in base64: 88 characters"),
  }),
  async ({ groupId, rawBody, signature }, caller) => {
    const body = parseInput(registerKeyBody, parseJson(rawBody));
    if (!body.ok) return body;
    return callGateway(operations.registerKey, {
      params: { group_id: groupId },
      rawBody,
      headers: { "x-baseten-signature": signature },
      ...caller,
    });
  },
);

/** `confirmation` is the end of the prefix, typed by hand; checked again here. */
export const revokeKeyAction = serverAction(
  ofGroup,
  z
    .object({ groupId, prefix, confirmation: z.string() })
    .refine(({ prefix, confirmation }) => prefix.slice(-4) === confirmation.trim(), {
      path: ["confirmation"],
      error: "These are not the last 4 characters of the prefix",
    }),
  async ({ groupId, prefix }, caller) => {
    const params = { group_id: groupId, prefix };
    const revoked = await callGateway(operations.revokeKey, { params, ...caller });
    // A note that stays is shown to nobody: one of its keys is gone.
    if (revoked.ok) await deleteKeyRotations(database(), { groupId, prefix }).catch(() => {});
    return revoked;
  },
);
