"use client";

import { toast } from "sonner";
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
import type { MemberView } from "../settings-view";
import { useAction } from "../use-action";
import { AccessFields } from "./access-fields";
import { changeMemberAccessAction } from "./member-actions";
import { useAccess } from "./use-access";

export interface MemberDialogProps {
  /** null = closed. */
  member: MemberView | null;
  onClose: () => void;
}

export function AccessDialog({ member, onClose }: MemberDialogProps) {
  return (
    <Dialog open={member !== null} onOpenChange={onClose}>
      <DialogContent>
        {member ? <AccessForm member={member} onClose={onClose} /> : null}
      </DialogContent>
    </Dialog>
  );
}

function AccessForm({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const { access, setAccess, submitted, groupError } = useAccess({
    role: member.role,
    group: member.subtreeGroupId
      ? { id: member.subtreeGroupId, label: member.subtreeLabel ?? member.subtreeGroupId }
      : null,
  });
  const { run, pending, error, fieldError } = useAction(changeMemberAccessAction);
  const submit = async () => {
    const given = submitted();
    if (!given || (await run({ id: member.id, ...given })) === undefined) return;
    toast.success(`Access of ${member.email} changed`);
    onClose();
  };
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void submit();
      }}
    >
      <DialogTitle>Change access</DialogTitle>
      <DialogDescription>
        {member.email}. It takes effect with their next click; nobody has to sign in again.
      </DialogDescription>
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
          Save access
        </Button>
      </DialogFooter>
    </form>
  );
}
