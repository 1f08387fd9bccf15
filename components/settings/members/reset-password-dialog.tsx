"use client";

import { ConfirmDialog } from "../confirm-dialog";
import { useAction } from "../use-action";
import type { MemberDialogProps } from "./access-dialog";
import { type OneTimePassword, resetMemberPasswordAction } from "./member-actions";

export interface ResetPasswordDialogProps extends MemberDialogProps {
  onReset: (password: OneTimePassword) => void;
}

export function ResetPasswordDialog({ member, onClose, onReset }: ResetPasswordDialogProps) {
  const { run, pending, error, clear } = useAction(resetMemberPasswordAction);
  const confirm = async () => {
    const password = member ? await run({ id: member.id }) : undefined;
    if (password) onReset(password);
  };
  return (
    <ConfirmDialog
      open={member !== null}
      onOpenChange={() => {
        clear();
        onClose();
      }}
      title="Reset password"
      description={`${member?.email ?? "The member"} gets a new generated password, is signed out everywhere, and the old password stops working.`}
      confirmLabel="Reset password"
      pending={pending}
      error={error}
      onConfirm={() => void confirm()}
    />
  );
}
