"use server";

import { z } from "zod";
import { createGroupBody, patchGroupBody } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import { serverAction } from "@/lib/auth/server-action";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";
import { explainRefusal } from "@/lib/groups/explain-refusal";
import { readTaggedGroup } from "@/lib/groups/group-path";
import { checkGiven } from "@/lib/limits/check-given";
import { type DeletionImpact, readDeletionImpact } from "./dialogs/deletion-impact";
import { toNode } from "./tree/group-node";

const groupId = z.string().min(1).max(255);

const deletion = z.object({
  groupId,
  confirmation: z.string(),
  seen: z.object({ groups: z.number(), keys: z.number().nullable() }).optional(),
});

function isSameImpact(
  { groups, keys }: DeletionImpact,
  seen: { groups: number; keys: number | null },
): boolean {
  return groups === seen.groups && keys === seen.keys;
}

/** A member with a subtree only below a group inside it. */
export const createGroupAction = serverAction(
  { role: "operator", group: "hierarchy.parent_group_id" },
  createGroupBody,
  async (body, caller) => {
    const write = { groupId: null, before: [], after: body.models };
    const given = await checkGiven(caller.member, write);
    if (!given.ok) return given;
    const created = await callGateway(operations.createGroup, { body, ...caller });
    if (created.ok) return ok({ ...toNode(created.data), childCount: 0 });
    return { ok: false, error: await explainRefusal(created.error, body, caller.member) };
  },
);

/** A blank name clears it: the external id is shown then. `was`: as the form showed it. */
export const renameGroupAction = serverAction(
  { role: "operator", group: "groupId" },
  z.object({ groupId, name: z.string(), was: z.string() }),
  async ({ groupId, name, was }, { member }) => {
    const body = parseInput(patchGroupBody, { metadata: { name: name.trim() || null } });
    if (!body.ok) return body;
    const input = { params: { group_id: groupId }, body: body.data, member };
    const renamed = await writeAsSeen({
      read: () => readTaggedGroup(groupId),
      isAsSeen: ({ metadata }) => (metadata.name ?? "") === was,
      write: (ifMatch) => callGateway(operations.updateGroup, { ...input, ifMatch }),
      toStale: ({ metadata: { name: current } }) => {
        const now = current ? `is called “${current}” now` : "has no name now";
        return fail(
          "STALE",
          `Somebody else renamed this group meanwhile: it ${now}. Nothing was saved; open this again.`,
        );
      },
    });
    return renamed.ok ? ok(toNode(renamed.data)) : renamed;
  },
);

/** What goes with a group: asked before its deletion. */
export const deletionImpactAction = serverAction(
  { role: "admin", group: "groupId" },
  z.object({ groupId }),
  ({ groupId }) => readImpact(groupId),
);

async function readImpact(id: string): Promise<Result<DeletionImpact>> {
  const canList = offers(await serverCapabilities(), "group_children");
  return readDeletionImpact(id, canList, {
    groups: (query) => callGateway(operations.listGroups, { query }),
    keys: (of) =>
      callGateway(operations.listKeys, { params: { group_id: of }, query: { limit: 1000 } }),
  });
}

/**
 * `confirmation` is the external id, typed by hand; checked again here. `seen`: how many groups and
 * keys the form said would go.
 */
export const deleteGroupAction = serverAction(
  { role: "admin", group: "groupId" },
  deletion,
  async ({ groupId, confirmation, seen }, { member }) => {
    if (groupId === member.subtreeGroupId) {
      const message = "This is the group that you manage: it can't be deleted from inside.";
      return fail("FORBIDDEN", message);
    }
    const impact = seen ? await readImpact(groupId) : null;
    if (impact?.ok && seen && !isSameImpact(impact.data, seen)) {
      return fail("STALE", "What goes with this group has changed meanwhile: look again above.");
    }
    const input = { params: { group_id: groupId }, member };
    const deleted = await writeAsSeen({
      read: () => readTaggedGroup(groupId),
      isAsSeen: ({ metadata }) => confirmation.trim() === metadata.external_entity_id,
      write: (ifMatch) => callGateway(operations.deleteGroup, { ...input, ifMatch }),
      toStale: () => fail("VALIDATION_ERROR", "This is not the external id of the group"),
    });
    return deleted.ok ? ok({ id: deleted.data.id }) : deleted;
  },
);
