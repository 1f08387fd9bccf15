import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { LimitTuple } from "@/gateway/contracts/limit-consumers";
import type { LimitChange } from "./limit-changes";

/** A limit that a save makes lower, or that comes with it. */
export interface LoweredLimit extends LimitTuple {
  threshold: number;
}

/**
 * Of a group's changes, the limits by which some calls of before would be refused. CASCADING: those
 * that the group itself declares, the only ones that it changes.
 */
export function loweredLimits(
  changes: readonly LimitChange[],
  groupId: string,
  enforcement: LimitEnforcement,
): LoweredLimit[] {
  return changes.flatMap((change): LoweredLimit[] => {
    if (change.what === "access") return [];
    const { slug, type, unit } = change;
    return change.declared.flatMap(({ before, after }) => {
      if (!after || (before && before.threshold <= after.threshold)) return [];
      const isOwn = after.source === groupId;
      // What is inherited counts where an own limit was taken away; with a new slug nobody called yet.
      const falls = enforcement === "INDEPENDENT" && before !== null;
      return isOwn || falls ? [{ slug, type, unit, threshold: after.threshold }] : [];
    });
  });
}
