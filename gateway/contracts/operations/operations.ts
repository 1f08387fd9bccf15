import { auditOperations } from "./audit";
import { endpointOperations } from "./endpoints";
import { groupOperations } from "./groups";
import { keyOperations } from "./keys";
import { requestOperations } from "./requests";
import { secretOperations } from "./secrets";
import { usageOperations } from "./usage";
import { webhookOperations } from "./webhooks";
import { workspaceOperations } from "./workspaces";

/** Every operation of the management API. A client component names one by its key, and imports the type alone. */
export const operations = {
  ...groupOperations,
  ...keyOperations,
  ...endpointOperations,
  ...secretOperations,
  ...requestOperations,
  ...usageOperations,
  ...webhookOperations,
  ...auditOperations,
  ...workspaceOperations,
};
