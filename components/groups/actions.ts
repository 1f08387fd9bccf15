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
import { authorize } from "@/lib/auth";
import { offers, serverCapabilities } from "@/lib/capabilities";
import { callGateway } from "@/lib/gateway-client";
import { explainRefusal } from "@/lib/groups/explain-refusal";
import { fail, ok, type Result } from "@/lib/result";
import { type DeletionImpact, readDeletionImpact } from "./deletion-impact";
import { type GroupNode, toNode } from "./group-node";

const groupId = z.string().min(1).max(255);
const malformed = fail(
  "VALIDATION_ERROR",
  "The form sent something that this dashboard does not know",
);

function groupPath(id: string): string {
  return `/v1/gateway/groups/${encodeURIComponent(id)}`;
}

/** Operators; a member with a subtree only below a group inside it. */
export async function createGroupAction(input: unknown): Promise<Result<GroupNode>> {
  const target = z
    .object({ hierarchy: z.object({ parent_group_id: groupId.nullish() }) })
    .safeParse(input);
  const parentId = target.success ? target.data.hierarchy.parent_group_id : undefined;
  const member = await authorize("operator", parentId ?? undefined);
  if (!member.ok) return member;
  const body = createGroupBody.safeParse(input);
  if (!body.success) return invalid(body.error);
  const created = await callGateway({
    method: "POST",
    path: "/v1/gateway/groups",
    body: body.data,
    answer: groupAnswer,
    member: member.data,
  });
  if (created.ok) return ok({ ...toNode(created.data), childCount: 0 });
  return { ok: false, error: await explainRefusal(created.error, body.data, member.data) };
}

/** Operators. A blank name clears it: the external id is shown then. */
export async function renameGroupAction(input: unknown): Promise<Result<GroupNode>> {
  const request = z.object({ groupId, name: z.string() }).safeParse(input);
  if (!request.success) return malformed;
  const member = await authorize("operator", request.data.groupId);
  if (!member.ok) return member;
  const body = patchGroupBody.safeParse({ metadata: { name: request.data.name.trim() || null } });
  if (!body.success) return invalid(body.error);
  const renamed = await callGateway({
    method: "PATCH",
    path: groupPath(request.data.groupId),
    body: body.data,
    answer: groupAnswer,
    member: member.data,
  });
  return renamed.ok ? ok(toNode(renamed.data)) : renamed;
}

/** What goes with a group: asked before its deletion. */
export async function deletionImpactAction(input: unknown): Promise<Result<DeletionImpact>> {
  const id = groupId.safeParse(input);
  if (!id.success) return malformed;
  const member = await authorize("admin", id.data);
  if (!member.ok) return member;
  const canList = offers(await serverCapabilities(), "group_children");
  return readDeletionImpact(id.data, canList, {
    groups: (query) => callGateway({ path: "/v1/gateway/groups", query, answer: groupPage }),
    keys: (of) =>
      callGateway({
        path: `${groupPath(of)}/api_keys`,
        query: { limit: 1000 },
        answer: apiKeyPage,
      }),
  });
}

/** Admins. `confirmation` is the external id, typed by hand; checked again here. */
export async function deleteGroupAction(input: unknown): Promise<Result<{ id: string }>> {
  const request = z.object({ groupId, confirmation: z.string() }).safeParse(input);
  if (!request.success) return malformed;
  const member = await authorize("admin", request.data.groupId);
  if (!member.ok) return member;
  if (request.data.groupId === member.data.subtreeGroupId) {
    return fail("FORBIDDEN", "This is the group that you manage: it can't be deleted from inside.");
  }
  const path = groupPath(request.data.groupId);
  const read = await callGateway({ path, answer: groupAnswer });
  if (!read.ok) return read;
  if (request.data.confirmation.trim() !== read.data.metadata.external_entity_id) {
    return fail("VALIDATION_ERROR", "This is not the external id of the group");
  }
  const deleted = await callGateway({
    method: "DELETE",
    path,
    answer: deletedGroup,
    member: member.data,
  });
  return deleted.ok ? ok({ id: deleted.data.id }) : deleted;
}

function invalid(error: z.ZodError): Result<never> {
  const details = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return fail("VALIDATION_ERROR", details[0]?.message ?? "The form is not complete", details);
}
