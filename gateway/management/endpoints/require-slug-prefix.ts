import { toPrefix } from "../../contracts/slug-prefix";
import type { Queryable } from "../../platform/db/database";
import { invalidField } from "../../platform/http/app-error";
import type { ManagementContext } from "../../platform/http/context";
import { ownsSlugPrefix } from "../workspaces/workspace-store";

/** 400 at `slug` unless the workspace owns the slug's prefix. */
export async function requireSlugPrefix(
  db: Queryable,
  context: Pick<ManagementContext, "workspaceId">,
  slug: string,
): Promise<void> {
  const prefix = toPrefix(slug);
  if (!(await ownsSlugPrefix(db, context.workspaceId, prefix))) {
    throw invalidField(
      "slug",
      `slug must start with a prefix of this workspace; ${prefix} is not one`,
    );
  }
}
