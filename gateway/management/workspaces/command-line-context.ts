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
  return {
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    scope: "management",
    keyId: null,
    owner: null,
    actor: { type: "SYSTEM", id: "command-line", name: "command line" },
    requestId: deps.ids.create("req"),
    source: "command line",
    precondition: {},
  };
}
