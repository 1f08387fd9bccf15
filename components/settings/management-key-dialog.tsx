"use client";

import { type FormEvent, useState } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/select";
import { keyTypeChoices } from "./key-types";
import { useAction } from "./use-action";
import { createManagementKeyAction } from "./workspace-actions";

export interface ManagementKeyDialogProps {
  open: boolean;
  isHosted: boolean;
  onOpenChange: (open: boolean) => void;
  /** Gets the plaintext, this once. */
  onCreated: (plaintext: string) => void;
}

export function ManagementKeyDialog(props: ManagementKeyDialogProps) {
  const { open, isHosted, onOpenChange, onCreated } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <ManagementKeyForm isHosted={isHosted} onCreated={onCreated} />
      </DialogContent>
    </Dialog>
  );
}

function ManagementKeyForm({
  isHosted,
  onCreated,
}: Pick<ManagementKeyDialogProps, "isHosted" | "onCreated">) {
  const choices = keyTypeChoices(isHosted);
  const [name, setName] = useState("");
  const [type, setType] = useState<string>(choices[0]?.id ?? "");
  const { run, pending, error, fieldError } = useAction(createManagementKeyAction);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const created = await run({ name, type });
    if (created) onCreated(created.api_key);
  };
  return (
    <form className="space-y-4" noValidate onSubmit={(event) => void submit(event)}>
      <DialogTitle>New management key</DialogTitle>
      <Field label="Name" hint="Who or what will use it." error={fieldError("name")}>
        <Input
          value={name}
          placeholder="billing export"
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <Field
        label="Scope"
        hint={choices.find(({ id }) => id === type)?.hint}
        error={fieldError("type")}
      >
        <NativeSelect value={type} onChange={(event) => setType(event.currentTarget.value)}>
          {choices.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </NativeSelect>
      </Field>
      {error && !error.details ? <FormError error={error} /> : null}
      <DialogFooter>
        <CopyAsCurl
          method="POST"
          path="/v1/api_keys"
          body={{ name: name || "billing export", type }}
          className="mr-auto"
        />
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          Create key
        </Button>
      </DialogFooter>
    </form>
  );
}
