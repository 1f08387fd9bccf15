import { toPrefix } from "../contracts/slug-prefix";
import type { Caller } from "./caller/authenticate-caller";
import { selectServedSlugs } from "./caller/caller-store";
import type { InferenceDeps } from "./inference-deps";

/** The slugs that this key may call, in OpenAI's list shape. */
export async function listModels({ pools }: InferenceDeps, { group }: Caller) {
  const slugs = [...group.chains.keys()];
  const served = await selectServedSlugs(pools.lookups, group.workspaceId, slugs);
  return {
    object: "list",
    data: slugs.flatMap((slug) => {
      const createdAt = served.get(slug);
      return createdAt ? [presentModel(slug, createdAt)] : [];
    }),
  };
}

export function presentModel(slug: string, createdAt: Date) {
  const created = Math.floor(createdAt.getTime() / 1_000);
  return { id: slug, object: "model", created, owned_by: toPrefix(slug) };
}
