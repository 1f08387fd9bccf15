import type { DeclaredModel, ModelInput } from "../../contracts/limit";

/** A request's models with both lists present, empty where nothing is set. */
export function declaredModels(inputs: readonly ModelInput[]): DeclaredModel[] {
  return inputs.map(({ slug, rate_limits, usage_limits }) => ({
    slug,
    rate_limits: rate_limits ?? [],
    usage_limits: usage_limits ?? [],
  }));
}
