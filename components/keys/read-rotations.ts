import "server-only";
import type { ApiKey } from "@/gateway/contracts/key";
import { operations } from "@/gateway/contracts/operations/operations";
import { database } from "@/lib/database";
import { listKeyRotations } from "@/lib/db/key-rotation-store";
import { callGateway } from "@/lib/gateway/gateway-client";
import { ok, type Result } from "@/lib/gateway/result";
import type { Rotation } from "./rotation";

/** Keys of a group that were read already. */
export interface ListedKeys {
  items: readonly ApiKey[];
  /** There are no others. */
  isWhole: boolean;
}

/**
 * The group's rotations under way, newest first: those of which both keys are still there. Of a list
 * that is longer than what was read, the keys are asked for. The caller has authorized the group.
 */
export async function readRotations(
  groupId: string,
  listed: ListedKeys,
): Promise<Result<Rotation[]>> {
  const rotations: Rotation[] = [];
  for (const { oldPrefix, newPrefix, startedAt } of await listKeyRotations(database(), groupId)) {
    const oldKey = await readKey(groupId, oldPrefix, listed);
    if (!oldKey.ok) return oldKey;
    const newKey = await readKey(groupId, newPrefix, listed);
    if (!newKey.ok) return newKey;
    if (oldKey.data && newKey.data) {
      rotations.push({ oldKey: oldKey.data, newKey: newKey.data, startedAt });
    }
  }
  return ok(rotations);
}

/** null = revoked. The hosted service has no code for it. */
async function readKey(
  groupId: string,
  prefix: string,
  { items, isWhole }: ListedKeys,
): Promise<Result<ApiKey | null>> {
  const known = items.find((key) => key.prefix === prefix);
  if (known || isWhole) return ok(known ?? null);
  const read = await callGateway(operations.readKey, { params: { group_id: groupId, prefix } });
  const isGone = !read.ok && ["NOT_FOUND", "HTTP_404"].includes(read.error.code);
  return isGone ? ok(null) : read;
}
