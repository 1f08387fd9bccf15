"use server";

import { z } from "zod";
import {
  createGroupBody,
  deletedGroup,
  group as groupAnswer,
  groupPage,
  patchGroupBody,
} from "@/gateway/contracts/group";
import { apiKeyPage } from "@/gateway/contracts/key";
import { authorize } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";
import { explainRefusal } from "@/lib/groups/explain-refusal";
import { readTaggedGroup } from "@/lib/groups/group-path";
import { checkGiven } from "@/lib/limits/check-given";
import { type DeletionImpact, readDeletionImpact } from "./dialogs/deletion-impact";
import { type GroupNode, toNode } from "./tree/group-node";

const groupId = z.string().min(1).max(255);
const malformed = fail(
  "VALIDATION_ERROR",
  "The form sent something that this dashboard does not know",
);

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

function groupPath(id: string): string {
  return `/v1/gateway/groups/${encodeURIComponent(id)}`;
}

/** Operators; a member with a subtree only below a group inside it. */
export async function createGroupAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<GroupNode>> {
  const target = z
    .object({ hierarchy: z.object({ parent_group_id: groupId.nullish() }) })
    .safeParse(input);
  const parentId = target.success ? target.data.hierarchy.parent_group_id : undefined;
  const member = await authorize("operator", parentId ?? undefined);
  if (!member.ok) return member;
  const body = createGroupBody.safeParse(input);
  if (!body.success) return invalid(body.error);
  const write = { groupId: null, before: [], after: body.data.models };
  const given = await checkGiven(member.data, write);
  if (!given.ok) return given;
  const created = await callGateway({
    method: "POST",
    path: "/v1/gateway/groups",
    body: body.data,
    answer: groupAnswer,
    member: member.data,
    submission,
  });
  if (created.ok) return ok({ ...toNode(created.data), childCount: 0 });
  return { ok: false, error: await explainRefusal(created.error, body.data, member.data) };
}

/** Operators. A blank name clears it: the external id is shown then. `was`: as the form showed it. */
export async function renameGroupAction(input: unknown): Promise<Result<GroupNode>> {
  const request = z.object({ groupId, name: z.string(), was: z.string() }).safeParse(input);
  if (!request.success) return malformed;
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  const body = patchGroupBody.safeParse({ metadata: { name: request.data.name.trim() || null } });
  if (!body.success) return invalid(body.error);
  const renamed = await writeAsSeen({
    read: () => readTaggedGroup(request.data.groupId),
    isAsSeen: ({ metadata }) => (metadata.name ?? "") === request.data.was,
    write: (ifMatch) =>
      callGateway({
        method: "PATCH",
        path: groupPath(request.data.groupId),
        body: body.data,
        answer: groupAnswer,
        member: member.data,
        ifMatch,
      }),
  });
  if (!renamed.ok) return renamed;
  if (renamed.data.state === "written") return ok(toNode(renamed.data.data));
  const { name } = renamed.data.current.metadata;
  const now = name ? `is called “${name}” now` : "has no name now";
  return fail(
    "STALE",
    `Somebody else renamed this group meanwhile: it ${now}. Nothing was saved; open this again.`,
  );
}

/** What goes with a group: asked before its deletion. */
export async function deletionImpactAction(input: unknown): Promise<Result<DeletionImpact>> {
  const id = groupId.safeParse(input);
  if (!id.success) return malformed;
  const member = await authorize("admin", id.data);
  return member.ok ? readImpact(id.data) : member;
}

async function readImpact(id: string): Promise<Result<DeletionImpact>> {
  const canList = offers(await serverCapabilities(), "group_children");
  return readDeletionImpact(id, canList, {
    groups: (query) => callGateway({ path: "/v1/gateway/groups", query, answer: groupPage }),
    keys: (of) =>
      callGateway({
        path: `${groupPath(of)}/api_keys`,
        query: { limit: 1000 },
        answer: apiKeyPage,
      }),
  });
}

/**
 * Admins. `confirmation` is the external id, typed by hand; checked again here. `seen`: how many
 * groups and keys the form said would go.
 */
export async function deleteGroupAction(input: unknown): Promise<Result<{ id: string }>> {
  const request = deletion.safeParse(input);
  if (!request.success) return malformed;
  const member = await authorize("admin", request.data.groupId);
  if (!member.ok) return member;
  if (request.data.groupId === member.data.subtreeGroupId) {
    return fail("FORBIDDEN", "This is the group that you manage: it can't be deleted from inside.");
  }
  const path = groupPath(request.data.groupId);
  const { confirmation, seen } = request.data;
  const impact = seen ? await readImpact(request.data.groupId) : null;
  if (impact?.ok && seen && !isSameImpact(impact.data, seen)) {
    return fail("STALE", "What goes with this group has changed meanwhile: look again above.");
  }
  const deleted = await writeAsSeen({
    read: () => readTaggedGroup(request.data.groupId),
    isAsSeen: ({ metadata }) => confirmation.trim() === metadata.external_entity_id,
    write: (ifMatch) =>
      callGateway({ method: "DELETE", path, answer: deletedGroup, member: member.data, ifMatch }),
  });
  if (!deleted.ok) return deleted;
  if (deleted.data.state === "written") return ok({ id: deleted.data.data.id });
  return fail("VALIDATION_ERROR", "This is not the external id of the group");
}

function invalid(error: z.ZodError): Result<never> {
  const details = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return fail("VALIDATION_ERROR", details[0]?.message ?? "The form is not complete", details);
}
