"use client";

import { useState } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useAction } from "../use-action";
import { AccessFields } from "./access-fields";
import { inviteMemberAction, type OneTimePassword } from "./member-actions";
import { useAccess } from "./use-access";

export interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onInvited: (password: OneTimePassword) => void;
}

export function InviteDialog({ open, onOpenChange, onInvited }: InviteDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <InviteForm onInvited={onInvited} />
      </DialogContent>
    </Dialog>
  );
}

function InviteForm({ onInvited }: Pick<InviteDialogProps, "onInvited">) {
  const [email, setEmail] = useState("");
  const { access, setAccess, submitted, groupError } = useAccess({ role: "operator", group: null });
  const { run, pending, error, fieldError } = useAction(inviteMemberAction);
  const submit = async () => {
    const given = submitted();
    const invited = given && (await run({ email, ...given }));
    if (invited) onInvited(invited);
  };
  return (
    <form
      className="space-y-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void submit();
      }}
    >
      <DialogTitle>Invite member</DialogTitle>
      <DialogDescription>
        You get a password to hand over. With single sign-on, the email address is enough.
      </DialogDescription>
      <Field label="Email" error={fieldError("email")}>
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
        fieldError={fieldError}
        groupError={groupError}
      />
      {error && !error.details ? <FormError error={error} /> : null}
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          Invite
        </Button>
      </DialogFooter>
    </form>
  );
}
