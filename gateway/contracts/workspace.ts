import { z } from "zod";
import { slugPrefix } from "./slug";
import { text, timestamp } from "./text";

export const capabilityNames = [
  "group_children",
  "group_search",
  "group_ancestors",
  "key_times",
  "endpoint_group_counts",
  "dangling_slugs",
  "endpoint_test",
  "management_keys",
  "usage_history",
  "limit_explanation",
  "limit_drinkers",
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
    scope: z.enum(["view", "management"]),
  }),
});
export type Capabilities = z.infer<typeof capabilities>;

export const managementScope = z.enum(["view", "management"], {
  error: "scope must be view or management",
});
export type ManagementScope = z.infer<typeof managementScope>;

export const createManagementKeyBody = z.object({
  name: text("name", 1, 255),
  scope: managementScope.default("management"),
});
export const managementKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scope: managementScope,
  is_dashboard: z.boolean(),
  created_at: timestamp,
  last_used_at: timestamp.nullable(),
});
export type ManagementKey = z.infer<typeof managementKey>;
export const managementKeyList = z.object({ items: z.array(managementKey) });
/** Holds a plaintext: answered once, `Cache-Control: no-store`. */
export const createdManagementKey = managementKey.extend({ api_key: z.string() });
export type CreatedManagementKey = z.infer<typeof createdManagementKey>;
export const revokedManagementKey = z.object({ id: z.string() });
export const managementKeyParams = z.object({ key_id: text("key_id", 1, 255) });

/** What the command line makes a workspace from; there is no HTTP path for it. */
export const createWorkspaceInput = z.object({
  name: text("name", 1, 255),
  slug_prefixes: z.array(slugPrefix).min(1, "a workspace needs at least one slug prefix"),
  /** Workspaces that are not onboarded are answered 403 by every path. */
  onboarded: z.boolean().default(true),
  /** Ed25519, 32 raw bytes as base64. */
  registration_public_key: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "registration_public_key must be base64 of 32 bytes")
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
