import { z } from "zod";
import { limitTypes, rateUnits, usageUnits } from "./limit-windows";
import { limitsPerListMax, modelsPerGroupMax } from "./sizes";
import { slug } from "./slug";

/** Source: gateway API, "Groups", body of create. */
export const limitType = z.enum(limitTypes);
export const rateUnit = z.enum(rateUnits);
export const usageUnit = z.enum(usageUnits);
export type LimitType = z.infer<typeof limitType>;
export type { LimitKind, LimitUnit, RateUnit, UsageUnit } from "./limit-windows";

/** Tokens or requests per window. 0 means blocked; an absent limit means "no limit at this node". */
export const threshold = z
  .int({ error: ({ code }) => (code === "too_big" ? undefined : "must be a whole number") })
  .min(0, "must be 0 or more (0 blocks)");

export const rateLimit = z.object({ type: limitType, unit: rateUnit, threshold });
export const usageLimit = z.object({ type: limitType, unit: usageUnit, threshold });

const listed = <Limit extends z.ZodType>(limit: Limit) =>
  z.array(limit).max(limitsPerListMax, {
    error: `must hold at most ${limitsPerListMax} limits`,
    abort: true,
  });

const rateLimits = listed(rateLimit).superRefine((limits, context) => {
  limits.forEach((limit, index) => {
    if (limits.findIndex((other) => other.type === limit.type) < index) {
      context.addIssue({
        code: "custom",
        path: [index, "type"],
        message: `must not be listed twice: at most one ${limit.type} rate limit per slug`,
      });
    }
  });
});

const usageLimits = listed(usageLimit).superRefine((limits, context) => {
  limits.forEach((limit, index) => {
    const first = limits.findIndex(
      (other) => other.type === limit.type && other.unit === limit.unit,
    );
    if (first < index) {
      context.addIssue({
        code: "custom",
        path: [index, "type"],
        message: `must not be listed twice: at most one ${limit.type} usage limit per ${limit.unit} and slug`,
      });
    }
  });
});

export const modelInput = z.object({
  slug,
  rate_limits: rateLimits.nullish(),
  usage_limits: usageLimits.nullish(),
});

/** A set of models: one entry per slug. */
export const modelInputs = z.array(modelInput).superRefine((models, context) => {
  const seen = new Set<string>();
  models.forEach((model, index) => {
    if (seen.has(model.slug)) {
      context.addIssue({
        code: "custom",
        path: [index, "slug"],
        message: `must not be listed twice: ${model.slug}`,
      });
    }
    seen.add(model.slug);
  });
});
export type ModelInput = z.infer<typeof modelInput>;

export const tooManyModels = `must hold at most ${modelsPerGroupMax} models`;

export const declaredModel = z.object({
  slug: z.string(),
  rate_limits: z.array(rateLimit),
  usage_limits: z.array(usageLimit),
});
export type DeclaredModel = z.infer<typeof declaredModel>;

/** `source_group` is the id of the group that declares the limit. */
export const effectiveRateLimit = rateLimit.extend({ source_group: z.string() });
export const effectiveUsageLimit = usageLimit.extend({ source_group: z.string() });
export type EffectiveRateLimit = z.infer<typeof effectiveRateLimit>;
export type EffectiveUsageLimit = z.infer<typeof effectiveUsageLimit>;

export const effectiveModel = z.object({
  slug: z.string(),
  rate_limits: z.array(effectiveRateLimit),
  usage_limits: z.array(effectiveUsageLimit),
});
export type EffectiveModel = z.infer<typeof effectiveModel>;
