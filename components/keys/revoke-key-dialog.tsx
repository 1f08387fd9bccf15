"use client";

import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { ActionError } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { revokeKeyAction } from "./actions";

export interface RevokeKeyDialogProps {
  groupId: string;
  apiKey: { prefix: string; name: string | null };
  onClose(): void;
  onRevoked(): void;
}

export function RevokeKeyDialog({ groupId, apiKey, onClose, onRevoked }: RevokeKeyDialogProps) {
  const { prefix, name } = apiKey;
  const [confirmation, setConfirmation] = useState("");
  const [error, setError] = useState<ActionError | null>(null);
  const [isRevoking, setRevoking] = useState(false);
  const end = prefix.slice(-4);
  const isConfirmed = confirmation.trim() === end;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed || isRevoking) return;
    setError(null);
    setRevoking(true);
    const revoked = await revokeKeyAction({ groupId, prefix, confirmation }).catch(
      (cause: unknown) => ({ ok: false as const, error: toActionError(cause) }),
    );
    setRevoking(false);
    if (!revoked.ok) return setError(revoked.error);
    toast.success("Key revoked");
    onRevoked();
  };
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>Revoke {name ? `“${name}”` : "this key"}?</DialogTitle>
        <DialogDescription>
          <code className="font-mono">{prefix}</code> is refused from now on, everywhere, for good.
        </DialogDescription>
        <form onSubmit={submit} noValidate className="space-y-4">
          <Field
            label={
              <>
                Type the last 4 characters of the prefix, <code className="font-mono">{end}</code>,
                to confirm
              </>
            }
          >
            <Input
              value={confirmation}
              onChange={(event) => setConfirmation(event.target.value)}
              className="font-mono"
              maxLength={16}
              autoFocus
            />
          </Field>
          <FormError error={error} />
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              method="DELETE"
              path={`/v1/gateway/groups/${encodeURIComponent(groupId)}/api_keys/${encodeURIComponent(prefix)}`}
            />
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="danger" disabled={!isConfirmed} pending={isRevoking}>
              Revoke key
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
