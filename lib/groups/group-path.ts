import "server-only";
import type { Group } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import { maxLevels } from "@/gateway/contracts/sizes";
import type { DeclaringGroup } from "@/gateway/limits/resolve-limits";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway, callGatewayTagged, type Tagged } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import type { Member } from "../members/member";

/** A group on the way down, with what it declares. `name` is null above a member's subtree. */
export interface PathGroup extends DeclaringGroup {
  name: string | null;
}

export interface GroupWithPath {
  group: Group;
  /** Root first, the group itself last. */
  path: PathGroup[];
}

export async function readGroup(groupId: string, include?: string): Promise<Result<Group>> {
  return callGateway(operations.readGroup, { params: { group_id: groupId }, query: { include } });
}

/** With the tag that a write to it is to name. */
export async function readTaggedGroup(groupId: string): Promise<Result<Tagged<Group>>> {
  return callGatewayTagged(operations.readGroup, { params: { group_id: groupId } });
}

/**
 * A group and everything above it, read afresh. In parallel where the server names the ancestors,
 * else one level after the other. Errors are the server's own. Checks no rights: see authorize.
 */
export async function readGroupWithPath(
  groupId: string,
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<GroupWithPath>> {
  const capabilities = await serverCapabilities();
  const include = offers(capabilities, "group_ancestors") ? "ancestors,child_count" : undefined;
  const self = await readGroup(groupId, include);
  if (!self.ok) return self;
  const above = self.data.ancestors
    ? await readAll(self.data.ancestors.map((ancestor) => ancestor.id))
    : await walkUp(self.data.hierarchy.parent_group_id);
  if (!above.ok) return above;
  const groups = [...above.data, self.data];
  const firstVisible = Math.max(
    groups.findIndex((group) => group.id === member.subtreeGroupId),
    0,
  );
  const path = groups.map((group, level) => ({
    id: group.id,
    name: level < firstVisible ? null : groupLabel(group),
    models: group.models,
  }));
  return ok({ group: self.data, path });
}

/** What a group is called: its name, or its external id where it has none. */
export function groupLabel(group: Pick<Group, "metadata">): string {
  return group.metadata.name || group.metadata.external_entity_id;
}

async function readAll(ids: string[]): Promise<Result<Group[]>> {
  const reads = await Promise.all(ids.map((id) => readGroup(id)));
  const groups: Group[] = [];
  for (const read of reads) {
    if (!read.ok) return read;
    groups.push(read.data);
  }
  return ok(groups);
}

async function walkUp(parentId: string | null | undefined): Promise<Result<Group[]>> {
  const groups: Group[] = [];
  let next = parentId;
  while (next && groups.length < maxLevels) {
    const read = await readGroup(next);
    if (!read.ok) return read;
    groups.unshift(read.data);
    next = read.data.hierarchy.parent_group_id;
  }
  return ok(groups);
}
