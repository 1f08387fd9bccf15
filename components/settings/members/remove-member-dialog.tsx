"use client";

import { toast } from "sonner";
import { ConfirmDialog } from "../confirm-dialog";
import { useAction } from "../use-action";
import type { MemberDialogProps } from "./access-dialog";
import { removeMemberAction } from "./member-actions";

export function RemoveMemberDialog({ member, onClose }: MemberDialogProps) {
  const { run, pending, error, clear } = useAction(removeMemberAction);
  const confirm = async () => {
    if (!member || (await run({ id: member.id })) === undefined) return;
    toast.success(`${member.email} removed`);
    onClose();
  };
  return (
    <ConfirmDialog
      open={member !== null}
      onOpenChange={() => {
        clear();
        onClose();
      }}
      title="Remove member"
      description={`${member?.email ?? "The member"} is signed out everywhere at once and can't sign in again. Groups and keys they made stay.`}
      confirmLabel="Remove member"
      pending={pending}
      error={error}
      onConfirm={() => void confirm()}
    />
  );
}
