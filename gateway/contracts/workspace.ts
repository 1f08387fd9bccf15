import { z } from "zod";
import { slugPrefix } from "./slug";
import { trimmed } from "./text";

export const capabilityNames = [
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
  "live_updates",
] as const;
export type Capability = (typeof capabilityNames)[number];

/** What capabilities were called in the version before: still listed for clients of that version. */
export const formerCapabilityNames: readonly string[] = ["limit_drinkers"];

/** Extension: what this server can do beyond the hosted API (which answers 404 here). */
export const capabilities = z.object({
  server: z.string(),
  version: z.string(),
  capabilities: z.array(z.string()),
  /** Addresses that it calls may be http, may name a port, and may be on its own machine. */
  insecure_upstreams_allowed: z.boolean().optional(),
  workspace: z.object({
    id: z.string(),
    name: z.string(),
    slug_prefixes: z.array(z.string()),
    has_registration_public_key: z.boolean(),
    scope: z.string(),
  }),
});
export type Capabilities = z.infer<typeof capabilities>;

/**
 * What a management key may do: `view` reads everything but events and secrets, `management` does
 * everything, `metrics` reads `/metrics`, `keys` mints, lists and revokes customers' keys.
 */
export const managementScope = z.enum(["view", "management", "metrics", "keys"]);
export type ManagementScope = z.infer<typeof managementScope>;

/** What the command line makes a workspace from; there is no HTTP path for it. */
export const createWorkspaceInput = z.object({
  name: trimmed(1, 255),
  slug_prefixes: z.array(slugPrefix).min(1, "must hold at least one prefix"),
  /** Workspaces that are not onboarded are answered 403 by every path. */
  onboarded: z.boolean().default(true),
  /** Ed25519, 32 raw bytes as base64. */
  registration_public_key: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "must be base64 of 32 bytes")
    .nullish(),
});
export type CreateWorkspaceInput = z.input<typeof createWorkspaceInput>;

export interface Workspace {
  id: string;
  name: string;
  slugPrefixes: string[];
  hasRegistrationPublicKey: boolean;
  onboarded: boolean;
  createdAt: Date;
}
