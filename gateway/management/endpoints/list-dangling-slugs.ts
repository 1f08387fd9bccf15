import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { selectDanglingSlugs } from "./endpoint-store";

const slugsMax = 1_000;

/** Extension: slugs that groups name and no endpoint serves; at most 1,000, widest first. */
export async function listDanglingSlugs(
  deps: Pick<Deps, "db">,
  context: ManagementContext,
): Promise<{ slug: string; group_count: number }[]> {
  return selectDanglingSlugs(deps.db, context.workspaceId, slugsMax);
}
