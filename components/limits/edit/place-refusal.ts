import type { DeclaredModel } from "@/gateway/contracts/limit";
import type { ActionError } from "@/lib/gateway/result";
import { type FieldProblem, placeDetail, toField } from "@/lib/limits/limit-form";
import type { LimitViolationText } from "@/lib/limits/limit-violations";

/**
 * A refusal of `models`: each detail once, at its input. What is left for the form is what no input
 * is about; where nothing is, a summary in one sentence.
 */
export function placeRefusal(
  refusal: ActionError,
  models: readonly DeclaredModel[],
): { problems: FieldProblem[]; error: ActionError } {
  const problems: FieldProblem[] = [];
  const details = (refusal.details ?? []).filter((detail) => {
    const problem = placeDetail(models, detail);
    if (problem.slug !== "") problems.push(problem);
    return problem.slug === "";
  });
  if (problems.length === 0) return { problems, error: refusal };
  const message = details.length > 0 ? refusal.message : "Not saved: see the marked input.";
  return { problems, error: { ...refusal, message, details } };
}

/** What stands in the way of a preview, at the inputs that it is about. */
export function violationProblems(violations: readonly LimitViolationText[]): FieldProblem[] {
  return violations.map(({ limit, message }) => {
    return { slug: limit.slug, field: toField(limit), message };
  });
}
