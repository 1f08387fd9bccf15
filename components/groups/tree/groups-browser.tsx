"use client";

import { ArrowDownUp, Plus } from "lucide-react";
import Link from "next/link";
import { useParams, usePathname, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { fetchAhead } from "@/components/ui/fetch-ahead";
import { useFetched } from "@/components/ui/use-fetched";
import { cn } from "@/lib/format/class-names";
import type { ActionError } from "@/lib/gateway/result";
import { routes } from "@/lib/url-state/routes";
import type { LimitFieldsComponent } from "../dialogs/limit-fields-slot";
import type { ParentGroup } from "../dialogs/new-group-form-model";
import type { GroupNode, NodePage } from "./group-node";
import { GroupTree } from "./group-tree";
import { type GroupTreeActions, GroupTreeContext } from "./group-tree-context";
import { rootId } from "./group-tree-store";
import { SearchField } from "./search-field";
import { SearchResults } from "./search-results";
import { ReadingProgress, TreeLegend, TreeTrouble } from "./tree-status";
import { treeStructure } from "./tree-structure";
import { useGroupTree } from "./use-group-tree";
import { useRowHeadroom } from "./use-row-headroom";

const loadNewGroupDialog = () =>
  import("../dialogs/new-group-dialog").then((module) => module.NewGroupDialog);

export interface GroupsBrowserProps {
  /** First page of the roots, or of the whole list; null = it could not be read. */
  first: NodePage | null;
  error: ActionError | null;
  /** The server has no children filter: page through everything, search what was loaded. */
  isWhole: boolean;
  /** The server tells how near to their limits groups are. */
  hasHeadroom: boolean;
  canCreate: boolean;
  /** Roots are for members of the whole workspace. */
  canCreateRoots: boolean;
  LimitFields: LimitFieldsComponent;
  children: ReactNode;
}

/** Tree at the left, the selected group at the right; on a phone one of the two. */
export function GroupsBrowser({
  first,
  error,
  isWhole,
  hasHeadroom,
  canCreate,
  canCreateRoots,
  LimitFields,
  children,
}: GroupsBrowserProps) {
  const router = useRouter();
  const pathname = usePathname();
  const params = useParams<{ groupId?: string }>();
  const isAskedFor = useSearchParams().get("new") === "1";
  const selectedId = params.groupId ? decodeURIComponent(params.groupId) : null;
  const tree = useGroupTree(first, isWhole, selectedId);
  const { store, version } = tree;
  const findHeadroom = useRowHeadroom(hasHeadroom);
  const structure = useMemo(() => treeStructure(store, isWhole), [store, isWhole]);
  const [typed, setTyped] = useState("");
  const [newBelow, setNewBelow] = useState<ParentGroup | "root" | null>(null);

  const open = (id: string) => router.push(routes.group(id));
  const isCreating = canCreate && (newBelow !== null || (isAskedFor && canCreateRoots));
  const NewGroupDialog = useFetched(isCreating, loadNewGroupDialog);
  const closeDialog = () => {
    setNewBelow(null);
    if (isAskedFor) router.replace(pathname);
  };
  const actions: GroupTreeActions = {
    store,
    version,
    readMore: tree.readMore,
    renamed: store.rename.bind(store),
    deleted: store.remove.bind(store),
    startNewGroup: (parent) => setNewBelow(parent ?? "root"),
    findHeadroom,
  };
  const onCreated = (node: GroupNode) => {
    store.insert(node);
    setNewBelow(null);
    if (node.parentId) tree.expand([node.parentId]);
    router.push(routes.group(node.id));
  };
  const Title = selectedId === null ? "h1" : "p";
  const rootList = store.list(rootId);
  const hasNoPage =
    store.size === 0 && (rootList.status === "unread" || rootList.status === "failed");
  const isEmpty = rootList.status === "complete" && store.childIds(rootId).length === 0;

  return (
    <GroupTreeContext value={actions}>
      <div className="flex min-h-0 flex-1">
        <section
          aria-label="All groups"
          className={cn(
            "sticky top-12 h-[calc(100dvh-3rem)] w-full shrink-0 flex-col border-border md:flex md:w-80 md:border-r lg:w-96",
            selectedId === null ? "flex" : "hidden",
          )}
        >
          <div className="space-y-2 p-3">
            <div className="flex h-8 items-center justify-between gap-2 pl-1">
              <Title className="font-semibold text-lg tracking-tight">Groups</Title>
              {canCreate ? (
                <Button
                  asChild
                  variant="ghost"
                  size="icon"
                  className="ml-auto text-muted-foreground"
                >
                  <Link
                    href={routes.importGroups}
                    aria-label="Import and export"
                    title="Import and export"
                  >
                    <ArrowDownUp aria-hidden />
                  </Link>
                </Button>
              ) : null}
              {canCreate && canCreateRoots ? (
                <Button
                  variant={selectedId === null ? "primary" : "secondary"}
                  {...fetchAhead(loadNewGroupDialog)}
                  onClick={() => setNewBelow("root")}
                >
                  <Plus aria-hidden /> New group
                </Button>
              ) : null}
            </div>
            <SearchField value={typed} onChange={setTyped} />
          </div>
          {isWhole ? <ReadingProgress store={store} /> : null}
          {typed.trim() !== "" ? (
            <SearchResults
              typed={typed}
              store={isWhole ? store : null}
              version={version}
              selectedId={selectedId}
              findHeadroom={findHeadroom}
              onOpen={open}
            />
          ) : isEmpty ? null : (
            <GroupTree
              structure={structure}
              version={version}
              expandedIds={tree.expandedIds}
              selectedId={selectedId}
              revealId={tree.revealId}
              findHeadroom={findHeadroom}
              onExpand={tree.expand}
              onCollapse={tree.collapse}
              onOpen={open}
              onReadMore={tree.readMore}
            />
          )}
          {typed.trim() === "" ? <TreeLegend store={store} version={version} /> : null}
          <TreeTrouble
            error={hasNoPage ? error : null}
            hasFailed={rootList.status === "failed"}
            onRetry={() => tree.readMore(rootId)}
          />
          {isEmpty && selectedId === null ? <div className="p-4 md:hidden">{children}</div> : null}
        </section>
        <div
          className={cn("min-w-0 flex-1 flex-col", selectedId === null ? "hidden md:flex" : "flex")}
        >
          {children}
        </div>
      </div>
      {NewGroupDialog ? (
        <NewGroupDialog
          parent={newBelow === "root" ? null : newBelow}
          LimitFields={LimitFields}
          onClose={closeDialog}
          onCreated={onCreated}
        />
      ) : null}
    </GroupTreeContext>
  );
}
