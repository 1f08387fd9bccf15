"use client";

import { Layers2, RotateCw } from "lucide-react";
import { useMemo } from "react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { plural } from "@/lib/format/format";
import type { ActionError } from "@/lib/gateway/result";
import { type GroupTreeStore, rootId } from "./group-tree-store";

/** The list of a server without children filters is read page by page; nobody knows its length. */
export function ReadingProgress({ store }: { store: GroupTreeStore }) {
  const { status } = store.list(rootId);
  if (status === "complete" || status === "failed") return null;
  return (
    <div className="px-4 pb-2">
      <div
        role="progressbar"
        aria-label="Reading all groups"
        aria-valuetext={`${plural(store.size, "group")} read so far`}
        className="h-1 overflow-hidden rounded-full bg-muted"
      >
        <div className="h-full w-1/3 animate-pulse rounded-full bg-accent" />
      </div>
      <p className="mt-1 text-muted-foreground text-xs tabular-nums">
        {plural(store.size, "group")} so far. The tree can be used already.
      </p>
    </div>
  );
}

export interface TreeTroubleProps {
  /** Why not even the first page came. */
  error: ActionError | null;
  hasFailed: boolean;
  onRetry(): void;
}

export function TreeTrouble({ error, hasFailed, onRetry }: TreeTroubleProps) {
  if (!error && !hasFailed) return null;
  const shown = error ?? {
    code: "UNREACHABLE",
    message: "The list of groups could not be read to its end.",
  };
  return (
    <div className="space-y-2 border-border border-t p-3">
      <FormError error={shown} />
      <Button size="sm" onClick={onRetry}>
        <RotateCw aria-hidden /> Try again
      </Button>
    </div>
  );
}

/** Says what the sign beside some roots means, where there is such a root. */
export function TreeLegend({ store, version }: { store: GroupTreeStore; version: number }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store changes with its version
  const hasCascading = useMemo(
    () => store.childIds(rootId).some((id) => store.node(id)?.enforcement === "CASCADING"),
    [store, version],
  );
  if (!hasCascading) return null;
  return (
    <p className="flex items-center gap-1.5 border-border border-t px-4 py-2 text-muted-foreground text-xs">
      <Layers2 aria-hidden className="size-3.5 shrink-0" />
      Cascading: every level's limit counts for all below it
    </p>
  );
}
