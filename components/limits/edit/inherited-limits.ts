import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { LimitUnit } from "@/gateway/contracts/limit";
import { windowWords } from "@/gateway/contracts/limit-windows";
import { resolveEffectiveModels } from "@/gateway/limits/resolve-limits";
import { type LimitField, toField } from "@/lib/limits/limit-form";
import { type LimitSource, sourceName } from "@/lib/limits/limit-source";
import { thresholdText } from "@/lib/limits/limit-text";

export interface InheritedLimit {
  unit: LimitUnit;
  threshold: number;
  source: string;
}

/** What would be enforced for one input if it stayed blank: what the groups above declare. */
export function inheritedLimits(
  path: readonly LimitSource[],
  enforcement: LimitEnforcement,
  slug: string,
  field: LimitField,
): InheritedLimit[] {
  const self = path.at(-1);
  if (!self) return [];
  const bare = { id: self.id, models: [{ slug, rate_limits: [], usage_limits: [] }] };
  const [model] = resolveEffectiveModels([...path.slice(0, -1), bare], enforcement);
  const limits = [...(model?.rate_limits ?? []), ...(model?.usage_limits ?? [])];
  return limits
    .filter((limit) => toField(limit) === field)
    .map(({ unit, threshold, source_group: source }) => ({ unit, threshold, source }));
}

/**
 * The line below an input: `Not set: inherits 100M/min from free-tier`, `Blocked: …`, or null when
 * a number stands there and nothing above matters. Cascading ceilings count in every case.
 */
export function limitHint(
  path: readonly LimitSource[],
  enforcement: LimitEnforcement,
  inherited: readonly InheritedLimit[],
  typed: { isBlank: boolean; isZero: boolean; unit: LimitUnit },
): string | null {
  const named = inherited.map(
    ({ unit, threshold, source }) =>
      `${threshold === 0 ? "blocked" : `${thresholdText(threshold)}/${windowWords[unit].short}`} from ${sourceName(path, source)}`,
  );
  if (enforcement === "CASCADING") {
    if (typed.isZero) return "Blocked: 0 lets nothing through.";
    if (named.length === 0) return typed.isBlank ? "Not set: no limit." : null;
    return `${typed.isBlank ? "Not set: counts against" : "Also counts against"} ${named.join(", ")}.`;
  }
  if (typed.isZero) return "Blocked: 0 lets nothing through.";
  if (typed.isBlank) {
    return named.length > 0 ? `Not set: inherits ${named.join(", ")}.` : "Not set: no limit.";
  }
  const same = inherited.findIndex(({ unit }) => unit === typed.unit);
  const other = named.filter((_, index) => index !== same);
  if (same >= 0) return `Replaces ${named[same]}.`;
  return other.length > 0 ? `In addition to ${other.join(", ")}.` : null;
}
