import type { Deps } from "../../deps";
import { AppError } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { findWorkspaceByName } from "./workspace-store";

/** Whoever can run commands next to the database acts for this workspace. 404 for no such name. */
export async function commandLineContext(
  deps: Pick<Deps, "db" | "ids">,
  workspaceName: string,
): Promise<ManagementContext> {
  const workspace = await findWorkspaceByName(deps.db, workspaceName);
  if (!workspace) throw new AppError("NOT_FOUND", `There is no workspace named ${workspaceName}`);
  return systemContext(deps, workspace, { id: "command-line", name: "command line" });
}

/** Of what nobody asked for with a key. */
export function systemContext(
  { ids }: Pick<Deps, "ids">,
  workspace: { id: string; name: string },
  actor: { id: string; name: string },
): ManagementContext {
  return {
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    scope: "management",
    keyId: null,
    owner: null,
    actor: { type: "SYSTEM", ...actor },
    requestId: ids.create("req"),
    source: actor.name,
    precondition: {},
  };
}
