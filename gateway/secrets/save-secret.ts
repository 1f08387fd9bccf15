import { appendAudit } from "../audit/append-audit";
import type { SaveSecretBody, Secret } from "../contracts/secret";
import { announceChange } from "../db/changes";
import type { Deps } from "../deps";
import type { ManagementContext } from "../http/context";
import { secretAnswer } from "./secret-answer";
import { claimSecret, updateSecretValue } from "./secret-store";

/** Makes the secret of this name, or rotates its value: the id stays, so targets keep working. */
export async function saveSecret(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher">,
  context: ManagementContext,
  input: SaveSecretBody,
): Promise<Secret> {
  return deps.db.transaction(async (tx) => {
    const { isNew, ...secret } = await claimSecret(tx, {
      id: deps.ids.create("sec"),
      workspaceId: context.workspaceId,
      name: input.name,
      at: new Date(deps.clock.now()),
    });
    await updateSecretValue(tx, {
      id: secret.id,
      valueEncrypted: deps.cipher.encrypt(input.value, secret.id),
    });
    await announceChange(tx, { kind: "secret", workspaceId: context.workspaceId });
    await appendAudit(deps, tx, context, {
      type: "SECRET_SAVED",
      data: { secret_id: secret.id, name: secret.name, rotated: !isNew },
    });
    return secretAnswer(secret);
  });
}
