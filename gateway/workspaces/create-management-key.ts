import type { z } from "zod";
import { appendAudit } from "../audit/append-audit";
import type { CreatedManagementKey, createManagementKeyBody } from "../contracts/workspace";
import type { Deps } from "../deps";
import { sha256 } from "../http/authenticate";
import type { ManagementContext } from "../http/context";
import { generateManagementKey } from "./generate-management-key";
import { managementKeyAnswer } from "./management-key-answer";
import { insertManagementKey } from "./management-key-store";

/** Makes a management key of the context's workspace. The plaintext is in this answer only. */
export async function createManagementKey(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  input: z.infer<typeof createManagementKeyBody>,
): Promise<CreatedManagementKey> {
  const { plaintext, prefix } = generateManagementKey();
  const row = await deps.db.transaction(async (tx) => {
    const key = await insertManagementKey(tx, {
      id: deps.ids.create("mky"),
      workspaceId: context.workspaceId,
      name: input.name,
      prefix,
      scope: input.scope,
      isDashboard: false,
      keyHash: sha256(plaintext),
      createdAt: new Date(deps.clock.now()),
    });
    await appendAudit(deps, tx, context, {
      type: "MANAGEMENT_KEY_CREATED",
      data: { management_key_id: key.id, name: key.name, prefix: key.prefix, scope: key.scope },
    });
    return key;
  });
  return { ...managementKeyAnswer(row), api_key: plaintext };
}
