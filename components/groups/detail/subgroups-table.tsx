"use client";

import { FolderTree } from "lucide-react";
import Link from "next/link";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { CompactNumber } from "@/components/ui/compact-number";
import { CopyableId } from "@/components/ui/copyable-id";
import { EmptyState } from "@/components/ui/empty-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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
      <Table aria-label="Subgroups" stacked>
        <THead>
          <TR>
            <TH>Name</TH>
            <TH>External ID</TH>
            <TH numeric>Subgroups</TH>
            {findHeadroom ? <TH className="w-[34%] pl-6">Headroom</TH> : null}
          </TR>
        </THead>
        <TBody>
          {children.map((child) => (
            <TR key={child.id}>
              <TD className="max-w-64 truncate">
                <Link
                  href={routes.group(child.id)}
                  title={child.label}
                  className="rounded-sm font-medium underline-offset-4 hover:underline"
                >
                  {child.label}
                </Link>
              </TD>
              <TD label="External ID" className="max-w-64">
                <CopyableId id={child.externalId} what="external ID" />
              </TD>
              <TD numeric label="Subgroups">
                <CompactNumber value={store.childCount(child.id)} />
              </TD>
              {findHeadroom ? (
                <TD label="Headroom" className="sm:pl-6">
                  <SubgroupHeadroom headroom={findHeadroom(child.id)} />
                </TD>
              ) : null}
            </TR>
          ))}
        </TBody>
      </Table>
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
