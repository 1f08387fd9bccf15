import { z } from "zod";
import { declaredModel, effectiveModel, modelInputs, tooManyModels } from "./limit";
import { page, pageQuery } from "./page";
import { modelsPerGroupMax } from "./sizes";
import { outsideId, timestamp, trimmed } from "./text";

export const limitEnforcement = z.enum(["INDEPENDENT", "CASCADING"]);
export type LimitEnforcement = z.infer<typeof limitEnforcement>;

const externalEntityId = outsideId(1, 255);
const groupName = trimmed(0, 255);

export const createGroupBody = z.object({
  metadata: z.object(
    { external_entity_id: externalEntityId, name: groupName.nullish() },
    { error: "is required" },
  ),
  models: modelInputs
    .refine((models) => models.length > 0, { error: "must name at least one slug" })
    .refine((models) => models.length <= modelsPerGroupMax, { error: tooManyModels }),
  hierarchy: z.object(
    {
      parent_group_id: z.string().max(255).nullish(),
      limit_enforcement: limitEnforcement.nullish(),
    },
    { error: "is required (both its fields may be left out)" },
  ),
});
export type CreateGroupBody = z.infer<typeof createGroupBody>;

/**
 * At least one of `metadata.name` and `models`; `name: null` clears it, `models: []` clears all. How
 * many there may be hangs on how many there are: a larger set of before may stay, or get smaller.
 */
export const patchGroupBody = z
  .object({
    metadata: z.object({ name: groupName.nullish() }).nullish(),
    models: modelInputs.nullish(),
  })
  .refine((body) => body.metadata?.name !== undefined || Array.isArray(body.models), {
    error: "send metadata.name, models, or both",
  });
export type PatchGroupBody = z.infer<typeof patchGroupBody>;

export const group = z.object({
  id: z.string(),
  metadata: z.object({ name: z.string().nullish(), external_entity_id: z.string() }),
  models: z.array(declaredModel),
  effective_models: z.array(effectiveModel),
  hierarchy: z.object({
    limit_enforcement: limitEnforcement,
    parent_group_id: z.string().nullish(),
  }),
  created_at: timestamp,
  /** Extension, with `?include=child_count`. */
  child_count: z.int().optional(),
  /** Extension, with `?include=ancestors`: root first, the parent last. */
  ancestors: z
    .array(
      z.object({ id: z.string(), name: z.string().nullable(), external_entity_id: z.string() }),
    )
    .optional(),
});
export type Group = z.infer<typeof group>;

const includes = z.enum(["child_count", "ancestors"]);

/** `include` is a comma-separated list of extension fields; unknown names are ignored. */
export const groupInclude = z
  .string()
  .optional()
  .transform((value) => {
    const names = value?.split(",") ?? [];
    return includes.options.filter((name) => names.includes(name));
  });

export const listGroupsQuery = pageQuery.extend({
  external_entity_id: z.string().optional(),
  /** Extension: children of this group; `root` for the roots. */
  parent_group_id: z.string().optional(),
  /** Extension: part of the name or external id, a whole id, or the start of a key prefix. */
  q: z.string().max(255).optional(),
  /** Extension: only this group and what is below it. */
  within: z.string().optional(),
  include: groupInclude,
});
export type ListGroupsQuery = z.infer<typeof listGroupsQuery>;

export const readGroupQuery = z.object({ include: groupInclude });

export const groupPage = page(group);
export const deletedGroup = z.object({
  id: z.string(),
  metadata: group.shape.metadata,
  deleted_at: timestamp,
});
