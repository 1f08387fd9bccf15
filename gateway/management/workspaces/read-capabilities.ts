import {
  type Capabilities,
  capabilityNames,
  formerCapabilityNames,
} from "../../contracts/workspace";
import type { Deps } from "../../deps";
import { notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { findWorkspace } from "./workspace-store";

/** Only what this version answers; a dashboard hides the rest. */
const offered = capabilityNames.filter((name) => name !== "live_updates");

export async function readCapabilities(
  deps: Pick<Deps, "db" | "config">,
  context: ManagementContext,
): Promise<Capabilities> {
  const workspace = await findWorkspace(deps.db, context.workspaceId);
  if (!workspace) throw notFound("workspace");
  return {
    server: "headgate",
    version: deps.config.version,
    capabilities: [...offered, ...formerCapabilityNames],
    insecure_upstreams_allowed: deps.config.allowInsecureUpstreams,
    workspace: {
      id: workspace.id,
      name: workspace.name,
      slug_prefixes: workspace.slugPrefixes,
      has_registration_public_key: workspace.hasRegistrationPublicKey,
      scope: context.scope,
    },
  };
}
