"use client";

import { useQuery } from "@tanstack/react-query";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import type { FieldProblem, SlugLimits } from "@/lib/limits/limit-form";
import type { LimitSource } from "@/lib/limits/limit-source";
import { fetchHighestBelow, limitKeys } from "../queries";
import { limitWarnings } from "./limit-warnings";

/** Limits that the tree does not allow, as they are typed; what is below is read once, on opening. */
export function useLimitWarnings(
  groupId: string,
  enforcement: LimitEnforcement,
  path: readonly LimitSource[],
  { base, limits }: { base: readonly DeclaredModel[]; limits: readonly SlugLimits[] },
): FieldProblem[] {
  const isCascading = enforcement === "CASCADING";
  const { data: below } = useQuery({
    queryKey: limitKeys.below(groupId),
    queryFn: ({ signal }) => fetchHighestBelow(groupId, signal),
    enabled: isCascading,
    // Of the last time that the form was open, it may be wrong by now.
    gcTime: 0,
  });
  return isCascading ? limitWarnings(path, base, limits, below ?? []) : [];
}
