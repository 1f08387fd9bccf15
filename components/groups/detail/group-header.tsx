"use client";

import { ChevronLeft, FolderPlus, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyableId } from "@/components/ui/copyable-id";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Tooltip } from "@/components/ui/tooltip";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { maxLevels } from "@/gateway/contracts/sizes";
import { routes } from "@/lib/url-state/routes";
import { useGroupTreeActions } from "../tree/group-tree-context";

/** Without it, all around would give way to a skeleton until a dialog was fetched. */
const noLoading = () => null;
const RenameGroupDialog = dynamic(
  () => import("../dialogs/rename-group-dialog").then((module) => module.RenameGroupDialog),
  { loading: noLoading },
);
const DeleteGroupDialog = dynamic(
  () => import("../dialogs/delete-group-dialog").then((module) => module.DeleteGroupDialog),
  { loading: noLoading },
);

export interface GroupHeaderProps {
  group: {
    id: string;
    name: string;
    externalId: string;
    parentId: string | null;
    enforcement: LimitEnforcement;
    /** 1 = a root. */
    level: number;
    /** Of its model set. */
    slugs: string[];
  };
  /** Root first, without the group; only those that the member may see. */
  ancestors: { id: string; name: string }[];
  canEdit: boolean;
  canDelete: boolean;
}

export function GroupHeader({ group, ancestors, canEdit, canDelete }: GroupHeaderProps) {
  const label = group.name || group.externalId;
  return (
    <header className="space-y-2">
      <Breadcrumb ancestors={ancestors} label={label} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1
          title={label}
          className="wrap-anywhere line-clamp-3 min-w-0 font-semibold text-xl tracking-tight"
        >
          {label}
        </h1>
        <Mode enforcement={group.enforcement} level={group.level} />
        <Actions {...{ group, label, canEdit, canDelete }} />
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted-foreground">
        <div className="flex min-w-0 items-center gap-2">
          <dt className="shrink-0 text-xs">External ID</dt>
          <dd className="min-w-0 text-foreground">
            <CopyableId id={group.externalId} what="external ID" />
          </dd>
        </div>
        <div className="flex min-w-0 items-center gap-2">
          <dt className="shrink-0 text-xs">ID</dt>
          <dd className="min-w-0">
            <CopyableId id={group.id} what="group ID" />
          </dd>
        </div>
      </dl>
    </header>
  );
}

function Breadcrumb({
  ancestors,
  label,
}: {
  ancestors: { id: string; name: string }[];
  label: string;
}) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-x-1.5 text-muted-foreground text-xs">
        <li>
          <Link
            href={routes.groups}
            className="flex h-6 items-center gap-0.5 rounded-sm hover:text-foreground"
          >
            <ChevronLeft aria-hidden className="-ml-1 size-4 md:hidden" />
            All groups
          </Link>
        </li>
        {ancestors.map(({ id, name }) => (
          <li key={id} className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden>/</span>
            <Link
              href={routes.group(id)}
              title={name}
              className="max-w-48 truncate rounded-sm hover:text-foreground"
            >
              {name}
            </Link>
          </li>
        ))}
        <li aria-current="page" className="flex min-w-0 items-center gap-1.5 max-sm:sr-only">
          <span aria-hidden>/</span>
          <span title={label} className="max-w-48 truncate text-foreground">
            {label}
          </span>
        </li>
      </ol>
    </nav>
  );
}

function Mode({ enforcement, level }: { enforcement: LimitEnforcement; level: number }) {
  const meaning =
    enforcement === "CASCADING"
      ? "Every limit on the way up counts; groups below a level share it"
      : "The closest limit on the way up holds; each group meters its own traffic";
  return (
    <span className="flex items-center gap-1.5">
      <Tooltip content={meaning}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: focus shows the tooltip */}
        <span tabIndex={0} className="rounded-md">
          <Badge tone={enforcement === "CASCADING" ? "accent" : "neutral"}>{enforcement}</Badge>
        </span>
      </Tooltip>
      <Tooltip content={`Level ${level} of at most ${maxLevels}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: focus shows the tooltip */}
        <span tabIndex={0} className="rounded-md">
          <Badge>Level {level}</Badge>
        </span>
      </Tooltip>
    </span>
  );
}

function Actions({
  group,
  label,
  canEdit,
  canDelete,
}: Omit<GroupHeaderProps, "ancestors"> & { label: string }) {
  const { startNewGroup } = useGroupTreeActions();
  const [open, setOpen] = useState<"rename" | "delete" | null>(null);
  const { id, name, externalId, parentId, enforcement, slugs } = group;
  if (!canEdit && !canDelete) return null;
  return (
    <div className="flex items-center gap-2 sm:ml-auto">
      {canEdit && group.level < maxLevels ? (
        <Button onClick={() => startNewGroup({ id, label, enforcement, slugs })}>
          <FolderPlus aria-hidden /> New subgroup
        </Button>
      ) : null}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon" aria-label="More actions">
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        {/* The dialog that an item opens keeps the focus that the closing menu would take back. */}
        <DropdownMenuContent onCloseAutoFocus={(event) => (open ? event.preventDefault() : null)}>
          {canEdit ? (
            <DropdownMenuItem onSelect={() => setOpen("rename")}>
              <Pencil aria-hidden /> Rename…
            </DropdownMenuItem>
          ) : null}
          {canDelete ? (
            <DropdownMenuItem danger onSelect={() => setOpen("delete")}>
              <Trash2 aria-hidden /> Delete…
            </DropdownMenuItem>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      {open === "rename" ? (
        <RenameGroupDialog group={{ id, name, externalId }} onClose={() => setOpen(null)} />
      ) : null}
      {open === "delete" ? (
        <DeleteGroupDialog
          group={{ id, label, externalId, parentId }}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </div>
  );
}
