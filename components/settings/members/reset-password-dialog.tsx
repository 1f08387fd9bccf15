"use client";

import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import type { MemberDialogProps } from "./access-dialog";
import { type OneTimePassword, resetMemberPasswordAction } from "./member-actions";

export interface ResetPasswordDialogProps extends MemberDialogProps {
  onReset: (password: OneTimePassword) => void;
}

export function ResetPasswordDialog({ member, onClose, onReset }: ResetPasswordDialogProps) {
  const reset = useAction(resetMemberPasswordAction, { refreshes: true, onDone: onReset });
  return (
    <ConfirmDialog
      title="Reset password"
      description={`${member.email} gets a new generated password, is signed out everywhere, and the old password stops working.`}
      submitLabel="Reset password"
      action={reset}
      onConfirm={() => void reset.run({ id: member.id })}
      onClose={onClose}
    />
  );
}
