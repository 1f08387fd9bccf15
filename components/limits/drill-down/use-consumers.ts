"use client";

import { useQuery } from "@tanstack/react-query";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { LimitTuple } from "@/gateway/contracts/limit-consumers";
import { fetchConsumers, limitKeys } from "../queries";
import type { Consumers } from "./consumers";

const refetchMs = 5_000;

/**
 * Who used the pools of a limit, read again every 5 s while whoever calls this is shown. undefined
 * = not known yet; null = there are no pools, or it can't be told.
 */
export function useConsumers(
  groupId: string,
  limit: LimitTuple,
  enforcement: LimitEnforcement,
): Consumers | null | undefined {
  const isAsked = enforcement === "CASCADING";
  const { data, isError } = useQuery({
    queryKey: limitKeys.consumers(groupId, limit),
    queryFn: ({ signal }) => fetchConsumers(groupId, limit, signal),
    enabled: isAsked,
    refetchInterval: ({ state }) => (state.data === null ? false : refetchMs),
  });
  return !isAsked || isError ? null : data;
}
