"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchTreeHeadroom, groupKeys } from "../queries";
import { type RowHeadroom, rowHeadrooms } from "./row-headroom";

const refetchMs = 15_000;

/**
 * The worst headroom of each group's subtree, read again every 15 s while the page is looked at:
 * one request, however many rows. null where the server does not tell.
 */
export function useRowHeadroom(isOffered: boolean): ((groupId: string) => RowHeadroom) | null {
  const { data, isError } = useQuery({
    queryKey: groupKeys.headroom,
    queryFn: ({ signal }) => fetchTreeHeadroom(signal),
    enabled: isOffered,
    refetchInterval: refetchMs,
  });
  return useMemo(
    () => (isOffered ? rowHeadrooms(data ?? null, isError) : null),
    [isOffered, data, isError],
  );
}
