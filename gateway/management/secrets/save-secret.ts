import type { SaveSecretBody } from "../../contracts/secret";
import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import type { ManagementContext } from "../../platform/http/context";
import { alreadyThere, requireMatch, requireNothingSeen } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { secretAnswer, secretState } from "./secret-answer";
import { claimSecret, lockSecretByName, type SecretRow, updateSecretValue } from "./secret-store";

/**
 * Makes the secret of this name, or rotates its value: the id stays, so targets keep working. 412
 * where it is there and must be new, or is not as the writer saw it.
 */
export async function saveSecret(
  deps: Pick<Deps, "db" | "ids" | "clock" | "cipher">,
  context: ManagementContext,
  input: SaveSecretBody,
): Promise<SecretRow> {
  return deps.db.transaction(async (tx) => {
    const before = await lockSecretByName(tx, context.workspaceId, input.name);
    const { precondition } = context;
    if (!before) requireNothingSeen(precondition, `secret ${input.name}`);
    else if (!precondition.mustBeNew) {
      await requireMatch(precondition, secretState(before), () =>
        secretAnswer(before, context.workspaceName),
      );
    }
    const { isNew, ...secret } = await claimSecret(tx, {
      id: deps.ids.create("sec"),
      workspaceId: context.workspaceId,
      name: input.name,
      at: new Date(deps.clock.now()),
    });
    if (!isNew && precondition.mustBeNew) {
      throw alreadyThere(
        `a secret ${secret.name}`,
        secretAnswer(before ?? secret, context.workspaceName),
      );
    }
    await updateSecretValue(tx, {
      id: secret.id,
      valueEncrypted: deps.cipher.encrypt(input.value, secret.id),
      savedBy: context.actor.type === "USER" ? context.actor.id : null,
    });
    await announceChange(tx, { kind: "secret", workspaceId: context.workspaceId });
    await appendAudit(deps, tx, context, {
      type: "SECRET_UPDATED",
      data: { secret_id: secret.id, secret_name: secret.name, rotated: !isNew },
    });
    return secret;
  });
}
