import type { Caller } from "./caller/authenticate-caller";
import { selectServedSlugs } from "./caller/caller-store";
import { modelNotFound } from "./errors/inference-error";
import type { InferenceDeps } from "./inference-deps";
import { presentModel } from "./list-models";

/** One of the slugs that this key may call. @throws InferenceError 404 for any other */
export async function readModel({ db }: InferenceDeps, { group }: Caller, slug: string) {
  if (!group.chains.has(slug)) throw modelNotFound(slug);
  const createdAt = (await selectServedSlugs(db, group.workspaceId, [slug])).get(slug);
  if (!createdAt) throw modelNotFound(slug);
  return presentModel(slug, createdAt);
}
