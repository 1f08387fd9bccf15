import type { CreatedManagementKey, KeyOwner } from "../../contracts/management-key";
import type { ManagementScope } from "../../contracts/workspace";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { generateManagementKey } from "../../platform/process/generate-management-key";
import { appendAudit } from "../audit/append-audit";
import { sha256 } from "./authenticate";
import { managementKeyAnswer, managementKeyType } from "./management-key-answer";
import { insertManagementKey } from "./management-key-store";

export interface NewManagementKeyInput {
  /** "" = none: lists show the prefix. */
  name: string;
  scope: ManagementScope;
  /** Makes it a personal key. */
  owner?: KeyOwner | null;
}

/** Makes a management key of the context's workspace. The plaintext is in this answer only. */
export async function createManagementKey(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  { name, scope, owner = null }: NewManagementKeyInput,
): Promise<CreatedManagementKey> {
  const { plaintext, prefix } = generateManagementKey();
  const row = await deps.db.transaction(async (tx) => {
    const key = await insertManagementKey(tx, {
      id: deps.ids.create("mky"),
      workspaceId: context.workspaceId,
      name,
      prefix,
      scope,
      owner,
      isDashboard: false,
      keyHash: sha256(plaintext),
      createdAt: new Date(deps.clock.now()),
    });
    await appendAudit(deps, tx, context, {
      type: "API_KEY_CREATED",
      data: managementKeyEvent(key),
    });
    return key;
  });
  return { ...managementKeyAnswer(row), api_key: plaintext };
}

/** What the audit log keeps of a management key. */
export function managementKeyEvent(key: {
  id: string;
  name: string;
  prefix: string;
  scope: ManagementScope;
  owner: KeyOwner | null;
}): Record<string, unknown> {
  return {
    api_key_id: key.id,
    api_key_type: managementKeyType(key.scope, key.owner !== null),
    prefix: key.prefix,
    name: key.name || null,
    scope: key.scope,
  };
}
