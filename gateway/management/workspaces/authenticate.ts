import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { NeededScope } from "../../contracts/operations/operation";
import { text } from "../../contracts/text";
import type { Deps } from "../../deps";
import { AppError } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { parseCredential } from "../../platform/http/credential";
import { readPrecondition } from "../../platform/writes/precondition";
import { findManagementKeyByHash, touchManagementKey } from "./management-key-store";
import { scopesMissing } from "./management-scope";

declare module "fastify" {
  interface FastifyRequest {
    management: ManagementContext;
  }
  interface FastifyContextConfig {
    /** What the route needs of the management key; without it the route is not authenticated. */
    scope?: NeededScope;
  }
}

const actorHeader = z.object({
  id: text(1, 255),
  email: text(1, 255),
  role: z.enum(["viewer", "operator", "admin"]).optional(),
});

export function sha256(value: string): Buffer {
  return hash("sha256", value, "buffer");
}

/**
 * Establishes who calls the management plane, or throws 401 / 403.
 * Keys are looked up by the hash of ≥ 128 random bits, so the look-up tells an attacker nothing.
 */
export async function authenticateManagement(
  deps: Deps,
  request: FastifyRequest,
  needed: NeededScope,
): Promise<ManagementContext> {
  const credential = parseCredential(request.headers.authorization);
  if (!credential) {
    throw new AppError("UNAUTHENTICATED", "Send a management key: Authorization: Api-Key <key>");
  }
  const key = await findManagementKeyByHash(deps.db, sha256(credential));
  if (!key) throw new AppError("UNAUTHENTICATED", "This management key is unknown or revoked");
  if (!key.onboarded) {
    throw new AppError("WORKSPACE_NOT_ONBOARDED", "This workspace is not onboarded to the gateway");
  }
  const missing = scopesMissing(key.scope, needed);
  if (missing) throw new AppError("FORBIDDEN", `This needs a management key of scope ${missing}`);
  await touchManagementKey(deps.db, key.id, new Date(deps.clock.now()));
  const person = key.isDashboard ? findPerson(request) : undefined;
  return {
    workspaceId: key.workspaceId,
    workspaceName: key.workspaceName,
    scope: key.scope,
    keyId: key.id,
    owner: key.owner,
    actor: person
      ? { type: "USER", ...person, name: person.email }
      : { type: "API_KEY", id: key.id, name: key.name, keyPrefix: key.prefix },
    requestId: request.id,
    source: request.ip,
    precondition: readPrecondition(request.headers),
  };
}

function findPerson(request: FastifyRequest): z.infer<typeof actorHeader> | undefined {
  const header = request.headers["x-headgate-actor"];
  if (typeof header !== "string") return undefined;
  try {
    const decoded = JSON.parse(Buffer.from(header, "base64url").toString("utf8"));
    return actorHeader.parse(decoded);
  } catch (cause) {
    const message = "X-Headgate-Actor must be base64url of JSON {id, email, role}";
    throw new AppError("VALIDATION_ERROR", message, { cause });
  }
}
