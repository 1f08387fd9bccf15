"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { actionErrorOf } from "@/lib/unwrap";
import { fetchKey, keyKeys } from "./queries";
import { addressOf, type Rotation, rotationIn } from "./rotation";

const refetchMs = 5_000;

/** The rotation under way in this tab's address: customers take days to change a key. */
export function useRotation() {
  const rotation = rotationIn(useSearchParams());
  const put = (next: Rotation | null) =>
    window.history.replaceState(null, "", addressOf(window.location.href, next));
  return { rotation, start: put, end: () => put(null) };
}

/** One of its keys, asked for again every 5 s while the page is looked at. */
export function useRotatedKey(groupId: string, prefix: string) {
  return useQuery({
    queryKey: keyKeys.one(groupId, prefix),
    queryFn: ({ signal }) => fetchKey(groupId, prefix, signal),
    refetchInterval: ({ state }) => (isGone(state.error) ? false : refetchMs),
    retry: false,
  });
}

/** Revoked, or never there: the hosted service has no code for it. */
export function isGone(error: Error | null): boolean {
  return error !== null && ["NOT_FOUND", "HTTP_404"].includes(actionErrorOf(error).code);
}
