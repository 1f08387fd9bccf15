import { fetchResult } from "@/lib/gateway/unwrap";
import type { FoundGroup, GroupNode, NodePage } from "./tree/group-node";
import type { TreeHeadroom } from "./tree/tree-headroom";

export const groupKeys = {
  search: (text: string) => ["groups", "search", text] as const,
  slugs: ["groups", "slugs"] as const,
  headroom: ["groups", "headroom"] as const,
  deletionImpact: (groupId: string) => ["groups", "deletion-impact", groupId] as const,
};

const path = (query: Record<string, string | null>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) search.set(name, value);
  return `/api/groups?${search}`;
};

export function fetchChildren(parentId: string, cursor: string | null): Promise<NodePage> {
  return fetchResult(path({ parent: parentId, cursor }));
}

export function fetchWholePage(cursor: string | null, signal: AbortSignal): Promise<NodePage> {
  return fetchResult(path({ all: "1", cursor }), signal);
}

/** `text` must have gone through searchText: it travels in a URL. */
export function fetchFound(text: string, signal: AbortSignal): Promise<FoundGroup[]> {
  return fetchResult(path({ q: text }), signal);
}

export function fetchWayDown(groupId: string): Promise<GroupNode[]> {
  return fetchResult(`/api/groups/${encodeURIComponent(groupId)}/path`);
}

/** Slugs to offer in a model set. */
export function fetchSlugs(signal: AbortSignal): Promise<string[]> {
  return fetchResult("/api/groups/slugs", signal);
}

export function fetchTreeHeadroom(signal: AbortSignal): Promise<TreeHeadroom> {
  return fetchResult("/api/headroom", signal);
}
