import { z } from "zod";
import * as audit from "../../contracts/audit";
import * as billingEvent from "../../contracts/billing-event";
import * as endpoint from "../../contracts/endpoint";
import * as error from "../../contracts/error";
import * as group from "../../contracts/group";
import * as groupLimits from "../../contracts/group-limits";
import * as headroom from "../../contracts/headroom";
import * as key from "../../contracts/key";
import * as limit from "../../contracts/limit";
import * as limitConsumers from "../../contracts/limit-consumers";
import * as limitPeaks from "../../contracts/limit-peaks";
import * as managementKey from "../../contracts/management-key";
import * as page from "../../contracts/page";
import * as refusal from "../../contracts/refusal";
import * as request from "../../contracts/request";
import * as secret from "../../contracts/secret";
import * as team from "../../contracts/team";
import * as usage from "../../contracts/usage";
import * as usageHistory from "../../contracts/usage-history";
import * as webhook from "../../contracts/webhook";
import * as workspace from "../../contracts/workspace";

/** The schemas that the document names: generators make one type of each. */
const named: Record<string, z.ZodType> = {
  Error: error.errorBody,
  InferenceError: error.inferenceErrorBody,
  Pagination: page.pagination,
  RateLimit: limit.rateLimit,
  UsageLimit: limit.usageLimit,
  EffectiveRateLimit: limit.effectiveRateLimit,
  EffectiveUsageLimit: limit.effectiveUsageLimit,
  DeclaredModel: limit.declaredModel,
  EffectiveModel: limit.effectiveModel,
  ModelEntry: limit.modelInput,
  Group: group.group,
  GroupPage: group.groupPage,
  CreateGroupBody: group.createGroupBody,
  UpdateGroupBody: group.patchGroupBody,
  DeletedGroup: group.deletedGroup,
  GroupLimits: groupLimits.groupLimits,
  NamedGroup: groupLimits.namedGroup,
  GroupUsage: usage.groupUsage,
  LimitConsumers: limitConsumers.limitConsumers,
  LimitPeaks: limitPeaks.limitPeaks,
  Headroom: headroom.headroom,
  MintedKey: key.mintedKey,
  RegisterKeyBody: key.registerKeyBody,
  RegisteredKey: key.registeredKey,
  FederatedKey: key.apiKey,
  FederatedKeyPage: key.apiKeyPage,
  NamedKey: key.namedKey,
  RevokedKey: key.revokedKey,
  Target: endpoint.endpointTarget,
  Endpoint: endpoint.endpoint,
  EndpointPage: endpoint.endpointPage,
  CreateEndpointBody: endpoint.createEndpointBody,
  UpdateEndpointBody: endpoint.patchEndpointBody,
  DeletedEndpoint: endpoint.deletedEndpoint,
  DanglingSlugs: endpoint.danglingSlugs,
  TestEndpointBody: endpoint.testEndpointBody,
  EndpointTest: endpoint.endpointTest,
  Secret: secret.secret,
  SecretList: secret.secretList,
  SaveSecretBody: secret.saveSecretBody,
  DeletedSecret: secret.deletedSecret,
  RequestRefusal: request.requestRefusal,
  RequestRecord: request.requestRecord,
  FoundRequest: request.foundRequest,
  FoundRequestPage: request.foundRequestPage,
  RefusalPage: refusal.refusalPage,
  RefusalSummary: refusal.refusalSummary,
  AuditLog: audit.auditLog,
  AuditLogPage: audit.auditLogPage,
  AuditActorList: audit.auditActorList,
  BillingEvent: billingEvent.billingEvent,
  BillingEventPage: billingEvent.billingEventPage,
  UsageSums: usageHistory.usageSums,
  UsagePoint: usageHistory.usagePoint,
  UsageConsumer: usageHistory.usageConsumer,
  UsageHistory: usageHistory.usageHistory,
  WebhookSettings: webhook.webhookSettings,
  SaveWebhookBody: webhook.saveWebhookSettingsBody,
  SavedWebhook: webhook.savedWebhookSettings,
  DeletedWebhook: webhook.deletedWebhook,
  RotateWebhookSecretBody: webhook.rotateWebhookSecretBody,
  WebhookAttempt: webhook.webhookAttempt,
  WebhookDelivery: webhook.webhookDelivery,
  WebhookDeliveryDetail: webhook.webhookDeliveryDetail,
  WebhookDeliveryPage: webhook.webhookDeliveryPage,
  RedeliverWebhooksBody: webhook.redeliverWebhooksBody,
  RedeliveredWebhooks: webhook.redeliveredWebhooks,
  Capabilities: workspace.capabilities,
  ApiKeyInfo: managementKey.apiKeyInfo,
  ApiKeyInfoList: managementKey.apiKeyInfoList,
  CreateApiKeyBody: managementKey.createApiKeyBody,
  CreatedApiKey: managementKey.createdApiKey,
  RevokedApiKey: managementKey.revokedApiKey,
  KeyOwner: managementKey.keyOwner,
  ManagementKey: managementKey.managementKey,
  ManagementKeyList: managementKey.managementKeyList,
  CreateManagementKeyBody: managementKey.createManagementKeyBody,
  CreatedManagementKey: managementKey.createdManagementKey,
  RevokedManagementKey: managementKey.revokedManagementKey,
  Team: team.team,
  TeamList: team.teamList,
  UserInfo: team.userInfo,
};

/** Gives them their names where the generator looks for them: zod's own registry. */
export function nameSchemas(): void {
  for (const [id, schema] of Object.entries(named)) {
    z.globalRegistry.add(schema, { ...schema.meta(), id });
  }
}
