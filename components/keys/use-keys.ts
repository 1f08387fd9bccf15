"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKey } from "@/gateway/contracts/key";
import { fetchKeys, keyKeys } from "./queries";
import type { KeyPage } from "./read-keys";
import type { Rotation } from "./rotation";

const followMs = 5_000;

/**
 * The keys of a group and the rotations under way among them, from the same answers. While one is under
 * way they are asked for again every 5 s, where the server tells when keys are used.
 */
export function useKeys(groupId: string, first: KeyPage | null, hasTimes: boolean) {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: keyKeys.list(groupId),
    queryFn: ({ pageParam, signal }) => fetchKeys(groupId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: KeyPage) => page.cursor,
    ...(first ? { initialData: { pages: [first], pageParams: [null] } } : {}),
    refetchInterval: ({ state }) =>
      hasTimes && state.data?.pages[0]?.rotations.length ? followMs : false,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const listed = (key: ApiKey) => items.find(({ prefix }) => prefix === key.prefix) ?? key;
  const rotations: Rotation[] = (query.data?.pages[0]?.rotations ?? []).map((rotation) => ({
    ...rotation,
    oldKey: listed(rotation.oldKey),
    newKey: listed(rotation.newKey),
  }));
  const refresh = () => client.invalidateQueries({ queryKey: keyKeys.list(groupId) });
  return { query, items, rotations, refresh };
}
