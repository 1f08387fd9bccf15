import type { Group } from "@/gateway/contracts/group";
import type { ApiKey } from "@/gateway/contracts/key";
import type { Page } from "@/gateway/contracts/page";
import { ok, type Result } from "@/lib/gateway/result";

export interface DeletionImpact {
  /** The group itself included. */
  groups: number;
  /** null = too many groups to count their keys. */
  keys: number | null;
  /** False: at least so many. */
  isExact: boolean;
}

interface Source {
  groups(query: Record<string, string | number | undefined>): Promise<Result<Page<Group>>>;
  keys(groupId: string): Promise<Result<Page<ApiKey>>>;
}

const pageSize = 1000;
const pagesMax = 20;
const keyReadsMax = 50;
const readsAtOnce = 8;

/** Counts the groups and keys that a deletion takes with it, at a bounded cost. */
export async function readDeletionImpact(
  groupId: string,
  canListWithin: boolean,
  source: Source,
): Promise<Result<DeletionImpact>> {
  const inside = new Set([groupId]);
  let cursor: string | undefined;
  let pages = 0;
  do {
    const within = canListWithin ? groupId : undefined;
    const page = await source.groups({ limit: pageSize, cursor, within });
    if (!page.ok) return page;
    for (const { id, hierarchy } of page.data.items) {
      // In creation order: a parent always comes before its children.
      if (hierarchy.parent_group_id && inside.has(hierarchy.parent_group_id)) inside.add(id);
    }
    cursor = page.data.pagination.has_more ? (page.data.pagination.cursor ?? undefined) : undefined;
    pages += 1;
  } while (cursor && pages < pagesMax);
  const isWhole = cursor === undefined;
  if (!isWhole || inside.size > keyReadsMax) {
    return ok({ groups: inside.size, keys: null, isExact: isWhole });
  }
  return countKeys([...inside], source);
}

async function countKeys(ids: string[], source: Source): Promise<Result<DeletionImpact>> {
  let keys = 0;
  let isExact = true;
  for (let start = 0; start < ids.length; start += readsAtOnce) {
    const reads = await Promise.all(ids.slice(start, start + readsAtOnce).map(source.keys));
    for (const read of reads) {
      if (!read.ok) return read;
      keys += read.data.items.length;
      if (read.data.pagination.has_more) isExact = false;
    }
  }
  return ok({ groups: ids.length, keys, isExact });
}
