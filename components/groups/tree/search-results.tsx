"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { FormError } from "@/components/forms/form-error";
import { toActionError } from "@/lib/gateway/unwrap";
import { fetchFound, groupKeys } from "../queries";
import type { FoundGroup } from "./group-node";
import { GroupTree, type GroupTreeProps } from "./group-tree";
import { idsAbove, searchLoaded } from "./group-tree-loader";
import { type GroupTreeStore, rootId } from "./group-tree-store";
import { foundCount, foundGroupsMax, searchText } from "./search-text";
import { flatStructure } from "./tree-structure";

export interface SearchResultsProps {
  typed: string;
  /** Given where the server can't search: then what was loaded is searched. */
  store: GroupTreeStore | null;
  version: number;
  selectedId: string | null;
  findHeadroom: GroupTreeProps["findHeadroom"];
  onOpen(id: string): void;
}

const pauseMs = 120;
const loadedMax = 200;
const nothing: FoundGroup[] = [];

export function SearchResults({
  typed,
  store,
  version,
  selectedId,
  findHeadroom,
  onOpen,
}: SearchResultsProps) {
  const { sent, isCut } = searchText(typed);
  const settled = useSettled(sent);
  const query = useQuery({
    queryKey: groupKeys.search(settled),
    queryFn: ({ signal }) => fetchFound(settled, signal),
    enabled: store === null && settled !== "",
    placeholderData: keepPreviousData,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` = the store holds more now
  const loaded = useMemo(
    () => (store ? searchLoaded(store, typed.trim(), loadedMax + 1).map(withWay(store)) : null),
    [store, typed, version],
  );
  const all = loaded ?? query.data ?? nothing;
  const max = store ? loadedMax : foundGroupsMax;
  const found = useMemo(() => all.slice(0, max), [all, max]);
  const structure = useMemo(() => flatStructure(found), [found]);
  const isReading = loaded === null && (settled !== sent || query.isPending);
  const isStillLoading = store !== null && store.list(rootId).status !== "complete";
  const count = isReading ? "" : foundCount(all.length, max);

  return (
    <>
      <p role="status" className="px-4 pb-1 text-muted-foreground text-xs">
        {isCut ? `This looks like a key: searching by its prefix ${sent} only. ` : ""}
        {count}
        {isStillLoading && count ? " so far" : ""}
        {isReading && !query.isError ? "Searching…" : ""}
      </p>
      {query.isError ? (
        <FormError error={toActionError(query.error)} className="mx-3 mt-2" />
      ) : found.length === 0 && !isReading && !isStillLoading ? (
        <div className="flex flex-col items-center gap-1 px-6 py-12 text-center">
          <SearchX aria-hidden className="mb-1 size-5 text-muted-foreground" />
          <p className="font-medium">No group matches</p>
          <p className="text-muted-foreground">
            {store
              ? "Names, external IDs and whole IDs are searched."
              : "Try part of a name or external ID, a whole ID, or the start of a key."}
          </p>
        </div>
      ) : (
        <GroupTree
          structure={structure}
          version={found.map((node) => node.id).join(" ")}
          isFlat
          expandedIds={noneExpanded}
          selectedId={selectedId}
          revealId={null}
          findHeadroom={findHeadroom}
          onExpand={ignore}
          onCollapse={ignore}
          onOpen={onOpen}
          onReadMore={ignore}
        />
      )}
    </>
  );
}

const noneExpanded: string[] = [];
const ignore = () => {};

function withWay(store: GroupTreeStore) {
  return (node: Omit<FoundGroup, "above">): FoundGroup => ({
    ...node,
    above: (idsAbove(store, node.id) ?? []).map((id) => store.node(id)?.label ?? id),
  });
}

/** The value once it has rested for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
