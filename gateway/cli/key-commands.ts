import { toDetails } from "../contracts/leaves/to-details";
import { createManagementKeyBody } from "../contracts/management-key";
import { visibleText } from "../contracts/visible-text";
import { commandLineContext } from "../management/workspaces/command-line-context";
import { createManagementKey } from "../management/workspaces/create-management-key";
import { listManagementKeys } from "../management/workspaces/list-management-keys";
import { revokeManagementKey } from "../management/workspaces/revoke-management-key";
import { AppError } from "../platform/http/app-error";
import { type Command, UsageError } from "./command";
import { printTable } from "./print-table";

/** Makes a management key of --workspace; its plaintext is printed this once. */
export const createKey: Command = async (deps, { options }, print) => {
  const body = createManagementKeyBody.safeParse({ name: options.name, scope: options.scope });
  if (!body.success) {
    const wrong = toDetails(body.error.issues).map(({ message }) => message);
    throw new UsageError(`key create: ${wrong.join("; ")}`);
  }
  const context = await commandLineContext(deps, options.workspace);
  const key = await createManagementKey(deps, context, body.data);
  print(`Management key ${key.name} (${key.id}), scope ${key.scope}, shown this once:`);
  print(key.api_key);
};

export const listKeys: Command = async (deps, { options }, print) => {
  const context = await commandLineContext(deps, options.workspace);
  const rows = (await listManagementKeys(deps, context)).map((key) => [
    key.name,
    key.id,
    `${key.prefix}…`,
    key.scope,
    key.created_at,
    key.last_used_at ?? "never",
  ]);
  printTable([["NAME", "ID", "PREFIX", "SCOPE", "CREATED", "LAST USED"], ...rows], print);
};

export const revokeKey: Command = async (deps, { positionals, options }, print) => {
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError("key revoke needs one ID");
  const context = await commandLineContext(deps, options.workspace);
  await revokeManagementKey(deps, context, id).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "NOT_FOUND") throw error;
    throw new AppError(
      "NOT_FOUND",
      `${visibleText(id, 200)} is no key of the workspace ${options.workspace}, or revoked already; npm run gateway -- key list has the ids`,
    );
  });
  print(`Revoked ${id}`);
};
