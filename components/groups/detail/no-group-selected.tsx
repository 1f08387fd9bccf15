"use client";

import { FileUp, FolderTree, MousePointerClick, Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { routes } from "@/lib/url-state/routes";
import { useGroupTreeActions } from "../tree/group-tree-context";
import { rootId } from "../tree/group-tree-store";

/** The right side while nothing is selected: teaches when there is nothing to select. */
export function NoGroupSelected({ canCreateRoots }: { canCreateRoots: boolean }) {
  const { store, startNewGroup } = useGroupTreeActions();
  const isEmpty = store.list(rootId).status === "complete" && store.childIds(rootId).length === 0;
  if (!isEmpty) {
    return (
      <div className="flex flex-1 flex-col items-center justify-center gap-2 p-8 text-center text-muted-foreground">
        <MousePointerClick aria-hidden className="size-5" />
        <p>Select a group to see its limits and keys.</p>
      </div>
    );
  }
  return (
    <EmptyState
      icon={FolderTree}
      title="No groups yet"
      body="A group is a customer, or a plan that customers share: the models it may call, its limits, and its keys. Groups nest up to five levels: customer, team, project."
      className="md:m-8"
      action={
        canCreateRoots ? (
          <>
            <Button onClick={() => startNewGroup(null)}>
              <Plus aria-hidden /> Create your first group
            </Button>
            <Button asChild>
              <Link href={routes.importGroups}>
                <FileUp aria-hidden /> Import from a file
              </Link>
            </Button>
          </>
        ) : null
      }
    />
  );
}
