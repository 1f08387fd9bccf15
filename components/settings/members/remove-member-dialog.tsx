"use client";

import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import type { MemberDialogProps } from "./access-dialog";
import { removeMemberAction } from "./member-actions";

export function RemoveMemberDialog({ member, onClose }: MemberDialogProps) {
  const remove = useAction(removeMemberAction, {
    refreshes: true,
    success: () => `${member.email} removed`,
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title="Remove member"
      description={`${member.email} is signed out everywhere at once and can't sign in again. Groups and keys they made stay.`}
      submitLabel="Remove member"
      action={remove}
      onConfirm={() => void remove.run({ id: member.id })}
      onClose={onClose}
    />
  );
}
