import { type LimitSource, sourceName } from "@/lib/limits/limit-source";
import { thresholdText } from "@/lib/limits/limit-text";
import { type Enforced, isSameLimit, type LimitChange } from "./limit-changes";

/**
 * What was typed, where that is not what stops traffic first: "Declared here: 4 → 9. What stops
 * traffic first becomes 5 (Bolt)." null where both are one and the same.
 */
export function declaredText(
  { before, after, declared }: LimitChange & { what: "limit" },
  path: readonly LimitSource[],
): string | null {
  const [only] = declared;
  const isAll =
    declared.length === 1 &&
    isSameLimit(only?.before ?? null, before) &&
    isSameLimit(only?.after ?? null, after);
  if (isAll) return null;
  const changed = declared.map((one) => {
    const source = one.after?.source ?? one.before?.source ?? "";
    return `Declared ${sourceName(path, source)}: ${figure(one.before)} → ${figure(one.after)}.`;
  });
  const verb = isSameLimit(before, after) ? "stays" : "becomes";
  const first = after
    ? `What stops traffic first ${verb} ${thresholdText(after.threshold)} (${sourceName(path, after.source)}).`
    : "Nothing limits it any more.";
  return [...changed, first].join(" ");
}

const figure = (limit: Enforced | null) => (limit ? thresholdText(limit.threshold) : "not set");
