import { z } from "zod";
import { text, timestamp, trimmed } from "./text";
import { type ManagementScope, managementScope } from "./workspace";

/**
 * The hosted service's names of what a key may do, and ours for a view key.
 * Source: gateway API, "Management keys, teams, me".
 */
export const scopeOfKeyType = {
  PERSONAL: "management",
  WORKSPACE_MANAGE_ALL: "management",
  WORKSPACE_EXPORT_METRICS: "metrics",
  WORKSPACE_MANAGE_API_KEYS: "keys",
  HEADGATE_VIEW: "view",
} as const satisfies Record<string, ManagementScope>;
export type ManagementKeyType = keyof typeof scopeOfKeyType;

const creatableTypes = Object.keys(scopeOfKeyType).join(", ");
const noInvokeKeys =
  "can't be WORKSPACE_INVOKE, which does not exist here: models are called with keys of groups, minted at /v1/gateway/groups/{group_id}/api_keys";

const creatableType = z
  .enum(
    [
      "PERSONAL",
      "WORKSPACE_MANAGE_ALL",
      "WORKSPACE_EXPORT_METRICS",
      "WORKSPACE_MANAGE_API_KEYS",
      "HEADGATE_VIEW",
    ],
    {
      error: ({ input }) =>
        input === undefined
          ? "is required"
          : input === "WORKSPACE_INVOKE"
            ? noInvokeKeys
            : `must be one of ${creatableTypes}`,
    },
  )
  .meta({ description: "What the key may do." });

export const createApiKeyBody = z.object({
  name: trimmed(1, 255).nullish(),
  type: creatableType,
  /** A key that was to be restricted must not come back unrestricted. */
  model_ids: z
    .array(z.string())
    .max(0, "can't restrict management keys here: leave them out")
    .nullish(),
  team_id: z.string().nullish(),
});
export type CreateApiKeyBody = z.infer<typeof createApiKeyBody>;

export const keyOwner = z.object({
  user_id: z.string(),
  email: z.string().nullish(),
  name: z.string().nullish(),
});
export type KeyOwner = z.infer<typeof keyOwner>;

/** Metadata of a management key; from `id` on they are extensions. */
export const apiKeyInfo = z.object({
  prefix: z.string(),
  name: z.string().nullish(),
  type: z.string(),
  model_ids: z.array(z.string()).nullish(),
  team_name: z.string().nullish(),
  owner: keyOwner.nullish(),
  id: z.string().optional(),
  is_dashboard: z.boolean().optional(),
  created_at: timestamp.optional(),
  last_used_at: timestamp.nullish(),
});
export type ApiKeyInfo = z.infer<typeof apiKeyInfo>;
export const apiKeyInfoList = z.object({ keys: z.array(apiKeyInfo) });
/** Holds a plaintext: answered once, `Cache-Control: no-store`. */
export const createdApiKey = z.object({ api_key: z.string() });
export const revokedApiKey = z.object({ prefix: z.string() });
export const apiKeyParams = z.object({ api_key_prefix: text(1, 255) });

/** The same keys under their former path, for one release. */
export const createManagementKeyBody = z.object({
  name: trimmed(1, 255),
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
export const managementKeyParams = z.object({ key_id: text(1, 255) });
