import type { Deps } from "../../deps";
import { AppError, invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { findOwnGroup } from "../groups/find-own-group";
import { findRegistrationPublicKey } from "./key-store";
import { storeKey } from "./store-key";
import { isSignedBy } from "./verify-signature";

export interface Registration {
  groupId: string;
  key: string;
  name: string | null;
  /** The request's exact bytes, and the header that signs them. */
  signedBytes: Buffer;
  signature: string | undefined;
}

/**
 * Binds a key that the operator made to the group.
 * 400 without a public key on file, for a signature that does not verify, for a prefix that is not
 * new; 403, 404 for the group. Source: gateway API, "Federated keys", Register.
 */
export async function registerKey(
  deps: Deps,
  context: ManagementContext,
  { groupId, key, name, signedBytes, signature }: Registration,
): Promise<{ ok: true }> {
  await findOwnGroup(deps.db, context.workspaceId, groupId);
  const publicKey = await findRegistrationPublicKey(deps.db, context.workspaceId);
  if (!publicKey) {
    const message = "Must configure a public key before registering API keys";
    throw new AppError("VALIDATION_ERROR", message);
  }
  if (!isSignedBy(publicKey, signedBytes, signature)) {
    throw new AppError("VALIDATION_ERROR", "Signature verification failed");
  }
  const isStored = await storeKey(deps, context, { groupId, key, name, how: "registered" });
  if (!isStored) {
    throw invalidField("key", "key is taken: its first 16 characters must be new in the workspace");
  }
  return { ok: true };
}
