import "server-only";
import type { Group } from "@/gateway/contracts/group";
import { operations } from "@/gateway/contracts/operations/operations";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { readGroup } from "@/lib/groups/group-path";

/** So many are asked for one by one; for more the list is read, 1,000 groups an answer. */
const lookUpsMax = 100;
const atOnce = 8;
const pageSize = 1000;

/**
 * The groups with these external ids and their parents, by external id, at and below `topId`
 * (null = in the workspace). The caller has authorized it.
 */
export async function readExisting(
  externalIds: readonly string[],
  topId: string | null,
): Promise<Result<Map<string, Group>>> {
  const read =
    topId === null && externalIds.length <= lookUpsMax
      ? await lookUp(externalIds)
      : await readGroupList(topId);
  return read.ok
    ? ok(new Map(read.data.map((group) => [group.metadata.external_entity_id, group])))
    : read;
}

/** All groups at and below `topId` (null = of the workspace), parents before their children. */
export async function readGroupList(topId: string | null): Promise<Result<Group[]>> {
  // A server may leave out what it does not know, instead of refusing it.
  const top = topId === null ? null : await readGroup(topId);
  if (top && !top.ok) return top;
  const within =
    topId !== null && offers(await serverCapabilities(), "group_children") ? topId : undefined;
  const all: Group[] = [];
  let cursor: string | undefined;
  do {
    const page = await callGateway(operations.listGroups, {
      query: { within, limit: pageSize, cursor },
    });
    if (!page.ok) return page;
    all.push(...page.data.items);
    cursor = page.data.pagination.has_more ? (page.data.pagination.cursor ?? undefined) : undefined;
  } while (cursor);
  return ok(topId === null ? all : below(topId, all));
}

/** Whatever the server filtered: nothing else may be seen. Parents come before their children. */
function below(topId: string, groups: readonly Group[]): Group[] {
  const inside = new Set([topId]);
  return groups.filter(({ id, hierarchy }) => {
    const isInside = id === topId || inside.has(hierarchy.parent_group_id ?? "");
    if (isInside) inside.add(id);
    return isInside;
  });
}

async function lookUp(externalIds: readonly string[]): Promise<Result<Group[]>> {
  const found = await inTurns(externalIds, async (externalId) => {
    const page = await callGateway(operations.listGroups, {
      query: { external_entity_id: externalId },
    });
    return page.ok ? ok(page.data.items) : page;
  });
  if (!found.ok) return found;
  const groups = found.data.flat();
  const known = new Set(groups.map(({ id }) => id));
  const parentIds = groups.flatMap(({ hierarchy }) => hierarchy.parent_group_id ?? []);
  const missing = [...new Set(parentIds)].filter((id) => !known.has(id));
  const parents = await inTurns(missing, (id) => readGroup(id));
  return parents.ok ? ok([...groups, ...parents.data]) : parents;
}

/** Several at once; the first failure is the answer. */
async function inTurns<Input, Data>(
  inputs: readonly Input[],
  ask: (input: Input) => Promise<Result<Data>>,
): Promise<Result<Data[]>> {
  const all: Data[] = [];
  for (let at = 0; at < inputs.length; at += atOnce) {
    for (const result of await Promise.all(inputs.slice(at, at + atOnce).map(ask))) {
      if (!result.ok) return result;
      all.push(result.data);
    }
  }
  return ok(all);
}
