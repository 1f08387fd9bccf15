"use client";

import { useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { Input } from "@/components/ui/input";
import { AccessFields, accessPaths } from "./access-fields";
import { inviteMemberAction, type OneTimePassword } from "./member-actions";
import { useAccess } from "./use-access";

export interface InviteDialogProps {
  onClose: () => void;
  onInvited: (password: OneTimePassword) => void;
}

export function InviteDialog({ onClose, onInvited }: InviteDialogProps) {
  const [email, setEmail] = useState("");
  const { access, setAccess, submitted, groupError } = useAccess({ role: "operator", group: null });
  const invite = useAction(inviteMemberAction, { refreshes: true, onDone: onInvited });
  const submit = () => {
    const given = submitted();
    if (given) void invite.run({ email, ...given });
  };
  return (
    <ActionDialog
      title="Invite member"
      description="You get a password to hand over. With single sign-on, the email address is enough."
      action={invite}
      shownPaths={["email", ...accessPaths]}
      submitLabel="Invite"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Email" error={invite.fieldError("email", "Email")}>
        <Input
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          placeholder="name@example.com"
        />
      </Field>
      <AccessFields
        value={access}
        onChange={setAccess}
        fieldError={invite.fieldError}
        groupError={groupError}
      />
    </ActionDialog>
  );
}
