import type { ErrorDetail } from "@/gateway/contracts/error";
import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel, ModelInput } from "@/gateway/contracts/limit";
import {
  declaredLimit,
  declaredModels,
  type FlatLimit,
  modelsBySlug,
} from "@/gateway/limits/resolve-limits";
import { exactNumber } from "../format/format";
import { limitName } from "./limit-text";
import { isSameSet } from "./same-models";

/** What the workspace gave a member's top group: its models, and what limits them. */
export type TopGroup = Pick<Group, "id" | "metadata" | "models" | "effective_models">;

export interface ModelsWrite {
  /** null = a group that is made by it, somewhere below the top. */
  groupId: string | null;
  before: readonly DeclaredModel[];
  after: readonly ModelInput[];
}

/**
 * What a member who manages `top` alone may not write: anything on the top group itself, and below it
 * models that it does not have, or limits above its own. What stands there already may stay or go.
 * Empty = it may be written.
 */
export function ungivenModels(
  top: TopGroup,
  { groupId, before, after }: ModelsWrite,
): ErrorDetail[] {
  const models = declaredModels(after);
  const name = top.metadata.name || top.metadata.external_entity_id;
  if (groupId === top.id) {
    const message = `The models and limits of ${name} are the workspace's to give: you give them on to the groups below it.`;
    return isSameSet(before, models) ? [] : [{ path: "models", message }];
  }
  const effective = new Map(top.effective_models.map((model) => [model.slug, model]));
  return models.flatMap((model, at): ErrorDetail[] => {
    const old = modelsBySlug(before).get(model.slug);
    if (old && isSameSet([old], [model])) return [];
    const given = effective.get(model.slug);
    if (!given || !modelsBySlug(top.models).has(model.slug)) {
      const message = `${model.slug} is not a model of ${name}: the groups below it may call its models only`;
      return [{ path: `models.${at}.slug`, message }];
    }
    const tooHigh = (list: "rate_limits" | "usage_limits", kind: FlatLimit["kind"]) =>
      model[list].flatMap(({ type, unit, threshold }, index): ErrorDetail[] => {
        const ceilings = given[list]
          .filter((limit) => limit.type === type && limit.unit === unit)
          .map((limit) => limit.threshold);
        const ceiling = Math.min(...ceilings);
        const stood = declaredLimit(before, { slug: model.slug, kind, type, unit })?.threshold;
        if (threshold <= Math.max(ceiling, stood ?? 0)) return [];
        const limit = `${exactNumber(threshold)} ${limitName(type, unit).toLowerCase()}`;
        const message = `${limit}: above the ${exactNumber(ceiling)} that ${name} was given`;
        return [{ path: `models.${at}.${list}.${index}.threshold`, message }];
      });
    return [...tooHigh("rate_limits", "rate"), ...tooHigh("usage_limits", "usage")];
  });
}
