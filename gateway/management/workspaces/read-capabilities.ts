import {
  type Capabilities,
  type Capability,
  formerCapabilityNames,
} from "../../contracts/workspace";
import type { Deps } from "../../deps";
import { notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { findWorkspace } from "./workspace-store";

/** Only what this version answers; a dashboard hides the rest. */
const offered: readonly Capability[] = [
  "group_children",
  "group_search",
  "group_ancestors",
  "key_times",
  "endpoint_group_counts",
  "dangling_slugs",
  "endpoint_test",
  "endpoint_base_path",
  "management_keys",
  "usage_history",
  "limit_explanation",
  "limit_consumers",
  "limit_preview",
  "headroom",
  "request_lookup",
  "refusals",
  "webhooks",
  "wider_audit",
  "audit_filters",
];

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
