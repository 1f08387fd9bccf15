import { workspaceBasetenSecretName } from "../../contracts/secret";
import type { Deps } from "../../deps";
import type { Queryable } from "../../platform/db/database";
import { findSecretValue, findSecretValueByName } from "./secret-value-store";

/**
 * The plaintext of a secret of this workspace, for calling an upstream and nothing else; the one
 * named `baseten_api_key` where `secretId` is null. Undefined when there is none. Blanks
 * at the ends go: older versions stored them.
 */
export async function readSecretValue(
  { db, cipher }: Pick<Deps, "cipher"> & { db: Queryable },
  workspaceId: string,
  secretId: string | null,
): Promise<string | undefined> {
  if (secretId !== null) {
    const encrypted = await findSecretValue(db, workspaceId, secretId);
    return encrypted && cipher.decrypt(encrypted, secretId).trim();
  }
  const named = await findSecretValueByName(db, workspaceId, workspaceBasetenSecretName);
  return named && cipher.decrypt(named.valueEncrypted, named.id).trim();
}
