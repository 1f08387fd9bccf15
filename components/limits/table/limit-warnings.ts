import type { DeclaredModel } from "@/gateway/contracts/limit";
import { type FieldProblem, placeDetail, type SlugLimits, toModels } from "@/lib/limits/limit-form";
import type { LimitSource } from "@/lib/limits/limit-source";
import { type LimitedGroup, limitViolationDetails } from "@/lib/limits/limit-violations";

/**
 * What a cascading tree does not allow of what is typed so far, at its input: nothing is refused yet,
 * and a preview plans what to change first. `below` as far as it is known.
 */
export function limitWarnings(
  path: readonly LimitSource[],
  base: readonly DeclaredModel[],
  typed: readonly SlugLimits[],
  below: readonly LimitedGroup[],
): FieldProblem[] {
  const models = typed.flatMap((limits) => {
    const read = toModels(base, [limits]);
    // What can't be read yet is said elsewhere.
    return read.ok ? read.models : [];
  });
  return limitViolationDetails(path, models, below).map((detail) => placeDetail(models, detail));
}
