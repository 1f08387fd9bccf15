import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import { invalidField, notFound } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { requireMatch } from "../../platform/writes/precondition";
import { appendAudit } from "../audit/append-audit";
import { selectSlugsUsingSecret } from "../endpoints/endpoint-store";
import { secretAnswer, secretState } from "./secret-answer";
import { deleteSecretRow, lockSecretByName } from "./secret-store";

const namedSlugsMax = 5;

/**
 * Deletes a secret by name; 404 where the workspace has none. 400 while an endpoint's target names
 * it: that endpoint would fail from then on.
 */
export async function deleteSecret(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  context: ManagementContext,
  name: string,
): Promise<{ name: string }> {
  return deps.db.transaction(async (tx) => {
    const secret = await lockSecretByName(tx, context.workspaceId, name);
    if (!secret) throw notFound("secret");
    const { precondition } = context;
    await requireMatch(precondition, secretState(secret), () =>
      secretAnswer(secret, context.workspaceName),
    );
    const slugs = await selectSlugsUsingSecret(tx, context.workspaceId, secret.id);
    if (slugs.length > 0) throw invalidField("secret_name", stillUsed(slugs));
    await deleteSecretRow(tx, secret.id);
    await announceChange(tx, { kind: "secret", workspaceId: context.workspaceId });
    await appendAudit(deps, tx, context, {
      type: "SECRET_DELETED",
      data: { secret_id: secret.id, secret_name: secret.name },
    });
    return { name: secret.name };
  });
}

function stillUsed(slugs: readonly string[]): string {
  const more = slugs.length - namedSlugsMax;
  const named = slugs.slice(0, namedSlugsMax).join(", ");
  return `this secret is used by ${named}${more > 0 ? ` and ${more} more` : ""}; re-point or delete these endpoints first`;
}
