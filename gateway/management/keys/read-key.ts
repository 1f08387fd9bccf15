import type { ApiKey } from "../../contracts/key";
import type { Deps } from "../../deps";
import { notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { findOwnGroup } from "../groups/find-own-group";
import { findKey } from "./key-store";
import { presentKey } from "./present-key";

/** 403, 404 for the group; 404 for a key that is unknown or revoked. */
export async function readKey(
  deps: Deps,
  { workspaceId }: ManagementContext,
  { groupId, prefix }: { groupId: string; prefix: string },
): Promise<ApiKey> {
  await findOwnGroup(deps.db, workspaceId, groupId);
  const key = await findKey(deps.db, groupId, prefix);
  if (!key) throw notFound("API key");
  return presentKey(key);
}
