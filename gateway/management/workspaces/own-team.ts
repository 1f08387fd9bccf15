import type { Team } from "../../contracts/team";
import type { Deps } from "../../deps";
import { foreign, notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { findWorkspace } from "./workspace-store";

/** The workspace as its one team. 404 for an id that nobody has, 403 for another workspace's. */
export async function ownTeam(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
  teamId: string,
): Promise<Team> {
  const workspace = await findWorkspace(deps.db, teamId);
  if (!workspace) throw notFound("team");
  if (workspace.id !== context.workspaceId) throw foreign("team");
  const { id, name, createdAt } = workspace;
  return { id, name, default: true, created_at: createdAt.toISOString() };
}
