import "server-only";
import type { ApiKey } from "@/gateway/contracts/key";
import { operations } from "@/gateway/contracts/operations/operations";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import { readRotations } from "./read-rotations";
import type { Rotation } from "./rotation";

export interface KeyPage {
  items: ApiKey[];
  /** null = the last page. */
  cursor: string | null;
  /** Of the whole group, on its first page: what follows a rotation and the list say the same. */
  rotations: Rotation[];
}

const pageSize = 100;

/** Prefixes, names and, where the server tells, times. The caller has authorized the group. */
export async function readKeys(
  groupId: string,
  cursor: string | undefined,
): Promise<Result<KeyPage>> {
  const page = await callGateway(operations.listKeys, {
    params: { group_id: groupId },
    query: { limit: pageSize, cursor },
  });
  if (!page.ok) return page;
  const { items, pagination } = page.data;
  const next = pagination.has_more ? pagination.cursor : null;
  if (cursor !== undefined) return ok({ items, cursor: next, rotations: [] });
  const rotations = await readRotations(groupId, { items, isWhole: next === null });
  return rotations.ok ? ok({ items, cursor: next, rotations: rotations.data }) : rotations;
}
