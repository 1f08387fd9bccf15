import "server-only";
import type { Group } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Member } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { readGroup } from "@/lib/groups/group-path";
import { type FoundGroup, type GroupNode, type NodePage, toNode } from "./tree/group-node";
import { foundGroupsMax } from "./tree/search-text";

const childPageSize = 200;
const wholePageSize = 1000;

/**
 * One page of children in creation order; "root" = the roots, for a member with a subtree its top.
 * Needs the capability group_children. The caller has authorized the parent.
 */
export async function readChildren(
  member: Member,
  parentId: string,
  cursor: string | undefined,
): Promise<Result<NodePage>> {
  if (parentId === "root" && member.subtreeGroupId) {
    const top = await readGroup(member.subtreeGroupId, "child_count");
    return top.ok ? ok({ items: [{ ...toNode(top.data), parentId: null }], cursor: null }) : top;
  }
  const page = await readPage({
    parent_group_id: parentId,
    include: "child_count",
    limit: childPageSize,
    cursor,
  });
  return page.ok ? ok({ items: page.data.items.map(toNode), cursor: page.data.cursor }) : page;
}

/**
 * One page of the whole list, for servers without children filters. A member with a subtree gets
 * all of it in one page, filtered here: nothing else may reach the browser.
 */
export async function readWholeList(
  member: Member,
  cursor: string | undefined,
): Promise<Result<NodePage>> {
  if (member.subtreeGroupId) return readSubtreeOfWholeList(member.subtreeGroupId);
  const page = await readPage({ limit: wholePageSize, cursor });
  return page.ok ? ok({ items: page.data.items.map(toNode), cursor: page.data.cursor }) : page;
}

async function readSubtreeOfWholeList(topId: string): Promise<Result<NodePage>> {
  const all: GroupNode[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage({ limit: wholePageSize, cursor });
    if (!page.ok) return page;
    all.push(...page.data.items.map(toNode));
    cursor = page.data.cursor ?? undefined;
  } while (cursor);
  // Parents are created before their children, so one pass in list order is enough.
  const inside = new Set([topId]);
  const items = all.flatMap((node) => {
    if (node.id === topId) return [{ ...node, parentId: null }];
    if (!node.parentId || !inside.has(node.parentId)) return [];
    inside.add(node.id);
    return [node];
  });
  return ok({ items, cursor: null });
}

/** Needs the capability group_search; within the member's subtree only. */
export async function findGroups(member: Member, text: string): Promise<Result<FoundGroup[]>> {
  if (!offers(await serverCapabilities(), "group_search")) {
    return fail("NOT_OFFERED", "This server can't search groups");
  }
  const page = await readPage({
    q: text,
    within: member.subtreeGroupId ?? undefined,
    include: "child_count,ancestors",
    limit: foundGroupsMax + 1,
  });
  if (!page.ok) return page;
  return ok(
    page.data.items.map((group) => ({ ...toNode(group), above: visibleAncestors(member, group) })),
  );
}

/** The nodes from the root (or the top of the member's subtree) down to the group, itself last. */
export async function readWayDown(member: Member, groupId: string): Promise<Result<GroupNode[]>> {
  const read = await readGroup(groupId, "child_count,ancestors");
  if (!read.ok) return read;
  const group = read.data;
  const all = (group.ancestors ?? []).map((ancestor, level, ancestors) => ({
    id: ancestor.id,
    label: ancestor.name || ancestor.external_entity_id,
    externalId: ancestor.external_entity_id,
    enforcement: group.hierarchy.limit_enforcement,
    parentId: ancestors[level - 1]?.id ?? null,
    childCount: null,
  }));
  const way = [...all, toNode(group)];
  const top = way.findIndex((node) => node.id === member.subtreeGroupId);
  const visible = top < 0 ? way : way.slice(top);
  return ok(visible.map((node, level) => (level === 0 ? { ...node, parentId: null } : node)));
}

function visibleAncestors(member: Member, group: Group): string[] {
  const ancestors = group.ancestors ?? [];
  if (group.id === member.subtreeGroupId) return [];
  const top = ancestors.findIndex((ancestor) => ancestor.id === member.subtreeGroupId);
  return ancestors.slice(Math.max(top, 0)).map((one) => one.name || one.external_entity_id);
}

async function readPage(
  query: Record<string, string | number | undefined>,
): Promise<Result<{ items: Group[]; cursor: string | null }>> {
  const page = await callGateway(operations.listGroups, { query });
  if (!page.ok) return page;
  const { items, pagination } = page.data;
  return ok({ items, cursor: pagination.has_more ? pagination.cursor : null });
}
