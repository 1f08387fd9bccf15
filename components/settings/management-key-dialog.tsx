"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyAsCurl } from "@/components/ui/curl-button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/select";
import { useAction } from "./use-action";
import { createManagementKeyAction } from "./workspace-actions";

export interface ManagementKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Gets the plaintext, this once. */
  onCreated: (plaintext: string) => void;
}

export function ManagementKeyDialog({ open, onOpenChange, onCreated }: ManagementKeyDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <ManagementKeyForm onCreated={onCreated} />
      </DialogContent>
    </Dialog>
  );
}

function ManagementKeyForm({ onCreated }: Pick<ManagementKeyDialogProps, "onCreated">) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState("view");
  const { run, pending, error, fieldError } = useAction(createManagementKeyAction);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const created = await run({ name, scope });
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
        hint={
          scope === "view"
            ? "Reads everything but billing events and secrets."
            : "Reads and changes everything in this workspace."
        }
        error={fieldError("scope")}
      >
        <NativeSelect value={scope} onChange={(event) => setScope(event.currentTarget.value)}>
          <option value="view">View</option>
          <option value="management">Management</option>
        </NativeSelect>
      </Field>
      {error && !error.details ? <FormError error={error} /> : null}
      <DialogFooter>
        <CopyAsCurl
          method="POST"
          path="/v1/gateway/management_keys"
          body={{ name: name || "billing export", scope }}
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
