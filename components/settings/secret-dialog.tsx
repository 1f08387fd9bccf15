"use client";

import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
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
import { useAction } from "./use-action";
import { saveSecretAction } from "./workspace-actions";

export interface SecretDialogProps {
  /** The secret to replace, "" for a new one, null = closed. */
  name: string | null;
  existing: { name: string }[];
  onClose: () => void;
}

export function SecretDialog({ name, existing, onClose }: SecretDialogProps) {
  return (
    <Dialog open={name !== null} onOpenChange={onClose}>
      <DialogContent>
        {name === null ? null : (
          <SecretForm replaces={name || null} existing={existing} onClose={onClose} />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface SecretFormProps {
  replaces: string | null;
  existing: { name: string }[];
  onClose: () => void;
}

function SecretForm({ replaces, existing, onClose }: SecretFormProps) {
  const [name, setName] = useState(replaces ?? "");
  const { run, pending, error, fieldError } = useAction(saveSecretAction);
  // Saving is by name: a taken name would replace its value without a word.
  const isTaken = replaces === null && existing.some((secret) => secret.name === name);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending || isTaken) return;
    const value = new FormData(event.currentTarget).get("value");
    if ((await run({ name, value })) === undefined) return;
    toast.success(`Secret ${name} saved`);
    onClose();
  };
  return (
    <form className="space-y-4" noValidate onSubmit={(event) => void submit(event)}>
      <DialogTitle>{replaces ? "Replace value" : "New secret"}</DialogTitle>
      <DialogDescription>
        {replaces
          ? "Endpoints that use it take the new value with their next call."
          : "Stored encrypted. Nobody can read the value back, here or anywhere."}
      </DialogDescription>
      <Field
        label="Secret name"
        error={
          isTaken ? `${name} exists: replace its value in the list instead` : fieldError("name")
        }
      >
        <Input
          value={name}
          readOnly={replaces !== null}
          placeholder="openai_api_key"
          className="font-mono"
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <Field label="Secret value" error={fieldError("value")}>
        <Input
          name="value"
          type="password"
          autoComplete="new-password"
          className="font-mono"
          // The name is given already: there is nothing to type but the value.
          autoFocus={replaces !== null}
        />
      </Field>
      {error && !error.details ? <FormError error={error} /> : null}
      <DialogFooter>
        <CopyAsCurl
          method="POST"
          path="/v1/secrets"
          body={{ name: name || "openai_api_key", value: "…" }}
          className="mr-auto"
        />
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          Save secret
        </Button>
      </DialogFooter>
    </form>
  );
}
