import { AppError } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import type { UsableSecret } from "./secret-store";

/**
 * Whoever may use a secret could read it by sending it to a server of their own. So it goes only to
 * origins that it was sent to before, unless a management key or an admin acts, or whoever typed the
 * value. @throws AppError 403 at the target's `secret_id`
 */
export function requireOrigin(
  { actor }: Pick<ManagementContext, "actor">,
  secret: UsableSecret,
  origin: string,
): void {
  const isTrusted = actor.type !== "USER" || actor.role === "admin";
  if (isTrusted || secret.savedBy === actor.id || secret.origins.includes(origin)) return;
  const kept = secret.origins.length > 0 ? `kept for ${secret.origins.join(", ")}` : "not used yet";
  const message = `secret_id names a secret that is ${kept}: to send it to ${origin}, give its value anew as a secret of its own, or ask an admin`;
  throw new AppError("FORBIDDEN", message, {
    details: [{ path: "targets.0.secret_id", message }],
  });
}
