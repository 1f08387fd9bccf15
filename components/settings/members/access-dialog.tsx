"use client";

import { ActionDialog } from "@/components/forms/action-dialog";
import { useAction } from "@/components/forms/use-action";
import type { MemberView } from "../settings-view";
import { AccessFields, accessPaths } from "./access-fields";
import { changeMemberAccessAction } from "./member-actions";
import { useAccess } from "./use-access";

export interface MemberDialogProps {
  member: MemberView;
  onClose: () => void;
}

export function AccessDialog({ member, onClose }: MemberDialogProps) {
  const { access, setAccess, submitted, groupError } = useAccess({
    role: member.role,
    group: member.subtreeGroupId
      ? { id: member.subtreeGroupId, label: member.subtreeLabel ?? member.subtreeGroupId }
      : null,
  });
  const change = useAction(changeMemberAccessAction, {
    refreshes: true,
    success: () => `Access of ${member.email} changed`,
    onDone: onClose,
  });
  const submit = () => {
    const given = submitted();
    if (given) void change.run({ id: member.id, ...given });
  };
  return (
    <ActionDialog
      title="Change access"
      description={`${member.email}. It takes effect with their next click; nobody has to sign in again.`}
      action={change}
      shownPaths={accessPaths}
      submitLabel="Save access"
      onSubmit={submit}
      onClose={onClose}
    >
      <AccessFields
        value={access}
        onChange={setAccess}
        fieldError={change.fieldError}
        groupError={groupError}
      />
    </ActionDialog>
  );
}
