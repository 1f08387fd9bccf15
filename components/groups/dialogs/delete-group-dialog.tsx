"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Skeleton } from "@/components/ui/skeleton";
import { exactNumber, plural } from "@/lib/format/format";
import { unwrap } from "@/lib/gateway/unwrap";
import { routes } from "@/lib/url-state/routes";
import { deleteGroupAction, deletionImpactAction } from "../actions";
import { groupKeys } from "../queries";
import { useGroupTreeActions } from "../tree/group-tree-context";
import type { DeletionImpact } from "./deletion-impact";

export interface DeleteGroupDialogProps {
  group: { id: string; label: string; externalId: string; parentId: string | null };
  onClose(): void;
}

export function DeleteGroupDialog({ group, onClose }: DeleteGroupDialogProps) {
  const router = useRouter();
  const tree = useGroupTreeActions();
  const impact = useQuery({
    queryKey: groupKeys.deletionImpact(group.id),
    queryFn: async () => unwrap(await deletionImpactAction({ groupId: group.id })),
    gcTime: 0,
  });
  const remove = useAction(deleteGroupAction, {
    success: () => `${group.label} deleted`,
    onDone: () => {
      onClose();
      router.replace(group.parentId ? routes.group(group.parentId) : routes.groups);
      tree.deleted(group.id);
    },
    onRefused: ({ code }) => {
      if (code === "STALE") void impact.refetch();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${group.label}?`}
      submitLabel="Delete group"
      typed={{
        label: (
          <>
            Type <code className="font-mono">{group.externalId}</code> to confirm
          </>
        ),
        text: group.externalId,
      }}
      action={remove}
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="deleteGroup"
          input={{ params: { group_id: group.id } }}
        />
      }
      onConfirm={(confirmation) =>
        void remove.run({
          groupId: group.id,
          confirmation,
          ...(impact.data && { seen: impact.data }),
        })
      }
      onClose={onClose}
    >
      <div className="flex gap-2 rounded-lg bg-danger-soft px-3 py-2 text-danger">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {impact.data ? (
          <p>{sentence(impact.data)}</p>
        ) : impact.isError ? (
          <p>
            What goes with it could not be counted ({impact.error.message}): everything below it,
            and all their keys.
          </p>
        ) : (
          <Skeleton className="my-0.5 h-4 w-64" />
        )}
      </div>
    </ConfirmDialog>
  );
}

function sentence({ groups, keys, isExact }: DeletionImpact): string {
  const atLeast = isExact ? "" : "at least ";
  const what = groups === 1 ? "This group" : `${capital(atLeast)}${plural(groups, "group")}`;
  const withKeys =
    keys === null
      ? "and all their keys"
      : keys === 0
        ? "and no keys"
        : `and ${groups === 1 ? atLeast : ""}${exactNumber(keys)} ${keys === 1 ? "key" : "keys"}`;
  const calls = keys === 0 ? "" : " The keys stop working at once.";
  return `${what} ${withKeys} will be deleted.${calls} This can't be undone.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
