import {
  type CreateApiKeyBody,
  type KeyOwner,
  scopeOfKeyType,
} from "../../contracts/management-key";
import type { Deps } from "../../deps";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { createManagementKey } from "./create-management-key";

/**
 * `POST /v1/api_keys`: a management key by the hosted service's types; a personal one acts for who
 * makes it. 400 for another team than the workspace's. The plaintext is in this answer only.
 */
export async function createApiKey(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  { name, type, team_id }: CreateApiKeyBody,
): Promise<{ api_key: string }> {
  if (team_id && team_id !== context.workspaceId) {
    throw invalidField("team_id", "team_id must be the team that /v1/teams lists, or absent");
  }
  const owner = type === "PERSONAL" ? actingOwner(context) : null;
  const created = await createManagementKey(deps, context, {
    name: name ?? "",
    scope: scopeOfKeyType[type],
    owner,
  });
  return { api_key: created.api_key };
}

/** A personal key's person, the person whom the dashboard names, or else the key itself. */
export function actingOwner({ owner, actor }: ManagementContext): KeyOwner {
  if (owner && actor.type !== "USER") return owner;
  return { user_id: actor.id, email: actor.email ?? null, name: actor.name };
}
