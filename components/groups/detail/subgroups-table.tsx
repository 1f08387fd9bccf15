"use client";

import { FolderTree } from "lucide-react";
import Link from "next/link";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { CompactNumber } from "@/components/ui/compact-number";
import { CopyableId } from "@/components/ui/copyable-id";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { routes } from "@/lib/url-state/routes";
import { useGroupTreeActions } from "../tree/group-tree-context";
import { SubgroupHeadroom } from "./subgroup-headroom";

export interface SubgroupsTableProps {
  group: { id: string; label: string; enforcement: LimitEnforcement; slugs: string[] };
  /** Allowed, and not on the deepest level. */
  canAdd: boolean;
}

/** The same children as in the tree, read from the same store. */
export function SubgroupsTable({ group, canAdd }: SubgroupsTableProps) {
  const { store, version, readMore, startNewGroup, findHeadroom } = useGroupTreeActions();
  const { status } = store.list(group.id);
  const children = store.childIds(group.id).flatMap((id) => store.node(id) ?? []);
  const mustRead = status === "unread";
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again only when that changes
  useEffect(() => {
    if (mustRead) readMore(group.id);
  }, [mustRead, group.id]);

  if (children.length === 0 && status !== "complete" && status !== "failed") {
    return <TableSkeleton rows={4} label="subgroups" />;
  }
  if (children.length === 0 && status === "complete") {
    return (
      <EmptyState
        icon={FolderTree}
        title="No subgroups"
        body="Subgroups split a customer into teams or projects, with keys and limits of their own."
        action={canAdd ? <Button onClick={() => startNewGroup(group)}>New subgroup</Button> : null}
      />
    );
  }
  return (
    <div className="space-y-3" data-version={version}>
      <DataTable
        label="Subgroups"
        stacked
        rows={children}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Name",
            cellClassName: "max-w-64 truncate",
            cell: ({ id, label }) => (
              <Link
                href={routes.group(id)}
                title={label}
                className="rounded-sm font-medium underline-offset-4 hover:underline"
              >
                {label}
              </Link>
            ),
          },
          {
            header: "External ID",
            cellClassName: "max-w-64",
            cell: ({ externalId }) => <CopyableId id={externalId} what="external ID" />,
          },
          {
            header: "Subgroups",
            numeric: true,
            cell: ({ id }) => <CompactNumber value={store.childCount(id)} />,
          },
          findHeadroom !== null && {
            header: "Headroom",
            headClassName: "w-[34%] pl-6",
            cellClassName: "sm:pl-6",
            cell: ({ id }) => <SubgroupHeadroom headroom={findHeadroom(id)} />,
          },
        ]}
      />
      {status === "failed" ? (
        <p role="alert" className="text-danger">
          The subgroups could not be read to the end.
        </p>
      ) : null}
      {status === "complete" ? null : (
        <Button onClick={() => readMore(group.id)} pending={status === "reading"}>
          {status === "failed" ? "Try again" : "Show more"}
        </Button>
      )}
    </div>
  );
}
