import type { ErrorDetail } from "../../contracts/error";
import { toDetails } from "../../contracts/leaves/to-details";
import {
  type CreateWorkspaceInput,
  createWorkspaceInput,
  type Workspace,
} from "../../contracts/workspace";
import type { Deps } from "../../deps";
import { AppError, invalidField } from "../../platform/http/app-error";
import { insertSlugPrefixes, insertWorkspace } from "./workspace-store";

/**
 * Makes a workspace with its slug prefixes, onboarded unless told otherwise. Called from the command
 * line: there is no HTTP path. 400 (`VALIDATION_ERROR`) for a name or a prefix that is taken.
 */
export async function createWorkspace(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  input: CreateWorkspaceInput,
): Promise<Workspace> {
  const parsed = createWorkspaceInput.safeParse(input);
  if (!parsed.success) throw invalidInput(toDetails(parsed.error.issues));
  const slugPrefixes = [...new Set(parsed.data.slug_prefixes)].sort();
  const { name, onboarded, registration_public_key: publicKey } = parsed.data;
  const id = deps.ids.create("wsp");
  const createdAt = new Date(deps.clock.now());

  await deps.db.transaction(async (tx) => {
    const isNew = await insertWorkspace(tx, {
      id,
      name,
      onboardedAt: onboarded ? createdAt : null,
      registrationPublicKey: publicKey ? Buffer.from(publicKey, "base64") : null,
      createdAt,
    });
    if (!isNew) throw invalidField("name", `a workspace named ${name} exists already`);
    const [taken] = await insertSlugPrefixes(tx, id, slugPrefixes);
    if (taken !== undefined) {
      throw invalidField("slug_prefixes", `slug prefix ${taken} belongs to another workspace`);
    }
  });
  return {
    id,
    name,
    slugPrefixes,
    hasRegistrationPublicKey: Boolean(publicKey),
    onboarded,
    createdAt,
  };
}

function invalidInput(details: ErrorDetail[]): AppError {
  return new AppError("VALIDATION_ERROR", details[0]?.message ?? "invalid workspace", { details });
}
