import { generateKeyPairSync, sign } from "node:crypto";
import { targetSlug as slug, type Targets } from "./action-targets";
import { memberPassword } from "./members";

export interface ActionFixture {
  minimum: "viewer" | "operator" | "admin";
  /** About the caller's own account: there are no ids to reach others by. */
  isPersonal?: boolean;
  args(targets: Targets): unknown[];
}

const noLimits = [{ slug, rate_limits: [], usage_limits: [] }];
const limits = [
  { slug, rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 5 }], usage_limits: [] },
];
const target = { provider: "BASETEN", model_id: "planted" };

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
/** For GATEWAY_REGISTRATION_PUBLIC_KEY: the 32 raw bytes end the SPKI encoding. */
export const registrationPublicKey = publicKey
  .export({ type: "spki", format: "der" })
  .subarray(-32)
  .toString("base64");
const registration = JSON.stringify({ key: "cust-0123456789-abcdefghijklmnopqrstuvwxyz" });

/** Every server action with a call that works for who may make it, in an order that works. */
export const fixtures: Record<string, ActionFixture> = {
  createEndpointAction: {
    minimum: "operator",
    args: () => [{ slug: "acme/planted", targets: [target] }],
  },
  repointEndpointAction: {
    minimum: "operator",
    args: ({ endpointId, endpointTargets }) => [
      { id: endpointId, targets: [target], seen: { slug, targets: endpointTargets } },
    ],
  },
  renameEndpointAction: {
    minimum: "operator",
    args: ({ endpointId }) => [
      { id: endpointId, slug: "acme/renamed", seen: { slug, targets: [target] } },
    ],
  },
  testEndpointAction: {
    minimum: "operator",
    args: () => [{ targets: [target] }],
  },
  saveEndpointSecretAction: {
    minimum: "operator",
    args: () => [{ name: "planted", value: "planted" }],
  },
  discardDemoSecretAction: { minimum: "operator", args: () => [] },
  createGroupAction: {
    minimum: "operator",
    args: ({ groupId }) => [
      {
        metadata: { external_entity_id: "planted" },
        models: noLimits,
        hierarchy: { parent_group_id: groupId },
      },
    ],
  },
  renameGroupAction: {
    minimum: "operator",
    args: ({ groupId }) => [{ groupId, name: "Planted", was: "" }],
  },
  compareGroupFileAction: {
    minimum: "operator",
    args: ({ groupId }) => [
      { file: { format: "csv", text: `external_id,slug\nimported,${slug}` }, topId: groupId },
    ],
  },
  applyImportStepAction: {
    minimum: "operator",
    args: ({ groupId }) => [
      {
        kind: "create",
        newParent: null,
        body: {
          metadata: { external_entity_id: "imported" },
          models: noLimits,
          hierarchy: { parent_group_id: groupId },
        },
      },
    ],
  },
  previewLimitsAction: {
    minimum: "operator",
    args: ({ groupId }) => [{ groupId, base: noLimits, models: limits }],
  },
  saveLimitsAction: {
    minimum: "operator",
    args: ({ groupId }) => [{ groupId, base: noLimits, models: limits }],
  },
  mintKeyAction: {
    minimum: "operator",
    args: ({ groupId, keyPrefix }) => [{ groupId, name: "planted", replaces: keyPrefix }],
  },
  endRotationAction: {
    minimum: "operator",
    args: ({ groupId, keyPrefix }) => [{ groupId, oldPrefix: keyPrefix, newPrefix: "planted" }],
  },
  registerKeyAction: {
    minimum: "operator",
    args: ({ groupId }) => [
      {
        groupId,
        rawBody: registration,
        signature: sign(null, Buffer.from(registration), privateKey).toString("base64"),
      },
    ],
  },
  revokeKeyAction: {
    minimum: "operator",
    args: ({ groupId, keyPrefix }) => [
      { groupId, prefix: keyPrefix, confirmation: keyPrefix.slice(-4) },
    ],
  },
  sendTestEventAction: { minimum: "operator", args: () => [] },
  redeliverAction: {
    minimum: "operator",
    args: ({ deliveryId }) => [{ delivery_ids: [deliveryId] }],
  },
  saveWebhookAction: {
    minimum: "admin",
    args: ({ webhook }) => [{ url: "http://127.0.0.1:9/planted", seen: webhook }],
  },
  rotateWebhookSecretAction: {
    minimum: "admin",
    args: ({ webhook }) => [{ overlap_seconds: 0, seen: webhook }],
  },
  pauseWebhookAction: { minimum: "admin", args: () => [{ paused: true }] },
  removeWebhookAction: { minimum: "admin", args: ({ webhook }) => [{ seen: webhook }] },
  deleteEndpointAction: {
    minimum: "operator",
    args: ({ endpointId }) => [
      { id: endpointId, seen: { slug: "acme/renamed", targets: [target] } },
    ],
  },
  saveSecretAction: { minimum: "admin", args: () => [{ name: "admins", value: "planted" }] },
  deleteSecretAction: { minimum: "admin", args: () => [{ name: "unused" }] },
  createManagementKeyAction: {
    minimum: "admin",
    args: () => [{ name: "planted", type: "WORKSPACE_MANAGE_ALL" }],
  },
  revokeManagementKeyAction: {
    minimum: "admin",
    args: ({ managementKeyPrefix }) => [{ prefix: managementKeyPrefix }],
  },
  inviteMemberAction: {
    minimum: "admin",
    args: () => [{ email: "planted@example.com", role: "admin", subtreeGroupId: null }],
  },
  changeMemberAccessAction: {
    minimum: "admin",
    args: ({ memberId }) => [{ id: memberId, role: "operator", subtreeGroupId: null }],
  },
  revokeSessionAction: {
    minimum: "admin",
    args: ({ memberId, sessionId }) => [{ memberId, sessionId }],
  },
  resetMemberPasswordAction: { minimum: "admin", args: ({ memberId }) => [{ id: memberId }] },
  removeMemberAction: { minimum: "admin", args: ({ memberId }) => [{ id: memberId }] },
  deletionImpactAction: { minimum: "admin", args: ({ groupId }) => [{ groupId }] },
  deleteGroupAction: {
    minimum: "admin",
    args: ({ groupId, externalId }) => [{ groupId, confirmation: externalId }],
  },
  changeOwnPasswordAction: {
    minimum: "viewer",
    isPersonal: true,
    args: () => [{ currentPassword: memberPassword, newPassword: "another-battery-horse" }],
  },
};
