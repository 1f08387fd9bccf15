import { commandLineContext } from "../management/workspaces/command-line-context";
import { createManagementKey } from "../management/workspaces/create-management-key";
import { createWorkspace } from "../management/workspaces/create-workspace";
import { selectWorkspaces } from "../management/workspaces/workspace-store";
import { type Command, UsageError } from "./command";
import { printTable } from "./print-table";

/** Makes a workspace and its first management key, whose plaintext is printed this once. */
export const createNamedWorkspace: Command = async (deps, { positionals, options }, print) => {
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new UsageError("workspace create needs one NAME");
  const workspace = await createWorkspace(deps, {
    name,
    slug_prefixes: options.prefix,
    onboarded: !options.notOnboarded,
    registration_public_key: options.publicKey,
  });
  const context = await commandLineContext(deps, workspace.name);
  const key = await createManagementKey(deps, context, { name: "first key", scope: "management" });
  print(
    `Workspace ${workspace.name} (${workspace.id}), slug prefixes: ${workspace.slugPrefixes.join(", ")}`,
  );
  print("Its management key, shown this once:");
  print(key.api_key);
};

export const listAllWorkspaces: Command = async (deps, _input, print) => {
  const rows = (await selectWorkspaces(deps.db)).map((workspace) => [
    workspace.name,
    workspace.id,
    workspace.slugPrefixes.join(","),
    workspace.onboarded ? "onboarded" : "not onboarded",
    workspace.hasRegistrationPublicKey ? "yes" : "no",
    workspace.createdAt.toISOString(),
  ]);
  printTable([["NAME", "ID", "PREFIXES", "STATE", "PUBLIC KEY", "CREATED"], ...rows], print);
};
