import type { CreateEndpointBody, Endpoint } from "../../contracts/endpoint";
import type { Deps } from "../../deps";
import { announceChange } from "../../platform/db/changes";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { appendAudit } from "../audit/append-audit";
import { lockWorkspace } from "../workspaces/workspace-store";
import { acceptTarget, bindSecret } from "./accept-target";
import { endpointAnswer } from "./endpoint-answer";
import { insertEndpoint } from "./endpoint-store";
import { requireSlugPrefix } from "./require-slug-prefix";

/**
 * Publishes a slug. 400 for a prefix the workspace does not own, a slug that any workspace has
 * already, and a target it may not have. Source: gateway API, "Endpoints".
 */
export async function createEndpoint(
  deps: Pick<Deps, "db" | "ids" | "clock" | "config">,
  context: ManagementContext,
  input: CreateEndpointBody,
): Promise<Endpoint> {
  return deps.db.transaction(async (tx) => {
    await lockWorkspace(tx, context.workspaceId);
    await requireSlugPrefix(tx, context, input.slug);
    const target = await acceptTarget(deps, tx, context, input.targets);
    await bindSecret(tx, target);
    const row = await insertEndpoint(tx, {
      id: deps.ids.create("ept"),
      workspaceId: context.workspaceId,
      slug: input.slug,
      region: input.region ?? "UNRESTRICTED",
      target,
      at: new Date(deps.clock.now()),
    });
    if (!row) throw invalidField("slug", `slug ${input.slug} is taken`);
    await announceChange(tx, { kind: "endpoint", slug: row.slug });
    await appendAudit(deps, tx, context, {
      type: "GATEWAY_ENDPOINT_CREATED",
      data: { gateway_endpoint_id: row.id, slug: row.slug, targets: [row.target] },
    });
    return endpointAnswer(row);
  });
}
