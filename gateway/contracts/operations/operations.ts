import { auditOperations } from "./audit";
import { endpointOperations } from "./endpoints";
import { groupOperations } from "./groups";
import { keyOperations } from "./keys";
import { requestOperations } from "./requests";
import { secretOperations } from "./secrets";
import { usageOperations } from "./usage";
import { webhookOperations } from "./webhooks";
import { workspaceOperations } from "./workspaces";

/** Every operation of the management API. The browser imports the subject that it needs instead. */
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
