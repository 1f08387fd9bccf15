"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
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
import type { ApiKey, MintedKey } from "@/gateway/contracts/key";
import type { ActionError } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { useSubmission } from "@/lib/gateway/use-submission";
import { mintKeyAction } from "./actions";
import { nextKeyName } from "./next-key-name";

export interface MintKeyDialogProps {
  groupId: string;
  /** The key that the new one is to take the place of. */
  replaces: ApiKey | null;
  /** Names of the group's keys. */
  taken: readonly (string | null)[];
  onClose(): void;
  /** `isFollowed` is false where the rotation could not be noted. */
  onMinted(key: MintedKey, isFollowed: boolean): void;
}

export function MintKeyDialog(props: MintKeyDialogProps) {
  const { groupId, replaces, taken, onClose, onMinted } = props;
  // Once: the list below may change while the name is typed.
  const [suggested] = useState(() => (replaces ? nextKeyName(replaces.name ?? null, taken) : ""));
  const form = useForm({ defaultValues: { name: suggested } });
  const submission = useSubmission();
  const [error, setError] = useState<ActionError | null>(null);
  const nameError = error?.details
    ?.find((detail) => detail.path === "name")
    ?.message.replace(/^name/, "Name");
  const name = form.watch("name").trim();
  const submit = form.handleSubmit(async (filled) => {
    setError(null);
    try {
      const input = { groupId, name: filled.name, replaces: replaces?.prefix ?? null };
      const answer = await mintKeyAction(input, submission.id());
      if (answer.ok) onMinted(answer.data.minted, answer.data.isFollowed);
      else {
        // Known by its prefix now: what is minted next is another one.
        if (answer.error.code === "ANSWER_LOST") submission.renew();
        setError(answer.error);
      }
    } catch (cause) {
      const { code } = toActionError(cause);
      // The answer was lost, not necessarily the key: it would be in the list, and can be revoked.
      const message =
        "No answer came back. Look at the list: if a new key is there, revoke it and mint again.";
      setError({ code, message });
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open || form.formState.isSubmitting ? undefined : onClose())}
    >
      <DialogContent>
        <DialogTitle>
          {replaces ? `Rotate ${replaces.name ? `“${replaces.name}”` : "a key"}` : "Mint a key"}
        </DialogTitle>
        <DialogDescription>
          {replaces ? (
            <>
              A new key takes the place of{" "}
              <code className="font-mono text-[13px]">{replaces.prefix}</code>. Both work until you
              revoke the old one, which you do once it has gone quiet.
            </>
          ) : (
            "It is shown once, right after this. Limits belong to the group, not to the key."
          )}
        </DialogDescription>
        <form onSubmit={submit} noValidate className="space-y-4">
          <Field
            label="Key name"
            hint="For your lists: what will use it, such as production."
            error={nameError}
            warning={
              name !== "" && name === replaces?.name
                ? "The old key is called this too: in your lists you would tell them apart by their prefix only."
                : null
            }
            optional
          >
            <Input {...form.register("name")} autoFocus />
          </Field>
          {nameError ? null : <FormError error={error} />}
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              method="POST"
              path={`/v1/gateway/groups/${encodeURIComponent(groupId)}/api_keys`}
              body={name ? { name } : {}}
            />
            <Button onClick={onClose} disabled={form.formState.isSubmitting}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={form.formState.isSubmitting}>
              {replaces ? "Mint the new key" : "Mint"}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
