"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { exactNumber, plural } from "@/lib/format/format";
import type { ActionError } from "@/lib/gateway/result";
import { toActionError, unwrap } from "@/lib/gateway/unwrap";
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
  const [confirmation, setConfirmation] = useState("");
  const [error, setError] = useState<ActionError | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const impact = useQuery({
    queryKey: groupKeys.deletionImpact(group.id),
    queryFn: async () => unwrap(await deletionImpactAction({ groupId: group.id })),
    gcTime: 0,
  });
  const isConfirmed = confirmation.trim() === group.externalId;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed || isDeleting) return;
    setError(null);
    setDeleting(true);
    const deleted = await deleteGroupAction({
      groupId: group.id,
      confirmation,
      ...(impact.data && { seen: impact.data }),
    }).catch((cause: unknown) => ({ ok: false as const, error: toActionError(cause) }));
    setDeleting(false);
    if (!deleted.ok) {
      if (deleted.error.code === "STALE") void impact.refetch();
      return setError(deleted.error);
    }
    onClose();
    router.replace(group.parentId ? routes.group(group.parentId) : routes.groups);
    tree.deleted(group.id);
    toast.success(`${group.label} deleted`);
  };

  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>Delete {group.label}?</DialogTitle>
        <form onSubmit={submit} noValidate className="space-y-4">
          <div className="flex gap-2 rounded-lg bg-danger-soft px-3 py-2 text-danger">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {impact.data ? (
              <p>{sentence(impact.data)}</p>
            ) : impact.isError ? (
              <p>
                What goes with it could not be counted ({impact.error.message}): everything below
                it, and all their keys.
              </p>
            ) : (
              <Skeleton className="my-0.5 h-4 w-64" />
            )}
          </div>
          <Field
            label={
              <>
                Type <code className="font-mono">{group.externalId}</code> to confirm
              </>
            }
          >
            <Input
              value={confirmation}
              onChange={(event) => setConfirmation(event.target.value)}
              className="font-mono"
              autoFocus
            />
          </Field>
          <FormError error={error} />
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              method="DELETE"
              path={`/v1/gateway/groups/${encodeURIComponent(group.id)}`}
            />
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="danger" disabled={!isConfirmed} pending={isDeleting}>
              Delete group
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
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
