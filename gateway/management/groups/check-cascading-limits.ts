import { childExceedsParent, type ErrorDetail } from "../../contracts/error";
import type { DeclaredModel } from "../../contracts/limit";
import {
  type DeclaringGroup,
  declaredLimit,
  type FlatLimit,
  findLimitViolations,
  flattenLimits,
} from "../../limits/resolve-limits";
import type { Queryable } from "../../platform/db/database";
import { AppError, errorDetailsMax } from "../../platform/http/app-error";
import { selectDescendantLimitsAbove } from "./group-models-store";

/**
 * The write-time rule of CASCADING trees, upwards: 400 where `models` exceed a limit of `ancestors`.
 * Source: gateway API, "Effective limits". Call it under the tree's lock.
 */
export function checkAgainstAncestors(
  models: readonly DeclaredModel[],
  ancestors: readonly DeclaringGroup[],
): void {
  const violations = findLimitViolations(models, ancestors);
  refuse(
    models,
    violations.map(({ child, ancestor, ancestorGroupId }) => ({
      limit: child,
      message: `${child.threshold} exceeds the ${ancestor.threshold} of ancestor ${ancestorGroupId}`,
    })),
  );
}

/**
 * The same rule downwards: 400 where a descendant of `group` exceeds its new `models`. `before` is
 * what it declared until now: under the rule nothing below can exceed what was not lowered.
 */
export async function checkAgainstDescendants(
  tx: Queryable,
  group: { id: string; rootId: string },
  before: readonly DeclaredModel[],
  models: readonly DeclaredModel[],
): Promise<void> {
  const tightened = flattenLimits(models).filter((limit) => {
    const old = declaredLimit(before, limit);
    return old === undefined || limit.threshold < old.threshold;
  });
  if (tightened.length === 0) return;
  const above = await selectDescendantLimitsAbove(tx, group, tightened);
  refuse(
    models,
    above.flatMap((descendant) => {
      const limit = declaredLimit(models, descendant);
      const who = `${descendant.groupId} (${descendant.externalEntityId})`;
      return limit
        ? [{ limit, message: `descendant ${who} declares ${descendant.threshold}` }]
        : [];
    }),
  );
}

function refuse(
  models: readonly DeclaredModel[],
  violations: readonly { limit: FlatLimit; message: string }[],
): void {
  if (violations.length === 0) return;
  const details: ErrorDetail[] = violations.slice(0, errorDetailsMax).map(({ limit, message }) => ({
    path: findPath(models, limit),
    message: `${limit.type} per ${limit.unit} for ${limit.slug}: ${message}`,
  }));
  throw new AppError("VALIDATION_ERROR", childExceedsParent, { details });
}

/** Where the request declares this limit, as in `models.0.rate_limits.1.threshold`. */
function findPath(models: readonly DeclaredModel[], limit: FlatLimit): string {
  const model = models.findIndex((candidate) => candidate.slug === limit.slug);
  const list = limit.kind === "rate" ? "rate_limits" : "usage_limits";
  const index = models[model]?.[list].findIndex(
    (candidate) => candidate.type === limit.type && candidate.unit === limit.unit,
  );
  return `models.${model}.${list}.${index}.threshold`;
}
