"use client";

import { useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { SelectField } from "@/components/forms/select-field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import { keyTypeChoices } from "./key-types";
import { createManagementKeyAction } from "./workspace-actions";

export interface ManagementKeyDialogProps {
  isHosted: boolean;
  onClose: () => void;
  /** Gets the plaintext, this once. */
  onCreated: (plaintext: string) => void;
}

export function ManagementKeyDialog({ isHosted, onClose, onCreated }: ManagementKeyDialogProps) {
  const choices = keyTypeChoices(isHosted);
  const [name, setName] = useState("");
  const [type, setType] = useState<string>(choices[0]?.id ?? "");
  const create = useAction(createManagementKeyAction, {
    refreshes: true,
    onDone: ({ api_key }) => onCreated(api_key),
  });
  return (
    <ActionDialog
      title="New management key"
      action={create}
      shownPaths={["name", "type"]}
      submitLabel="Create key"
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="createApiKey"
          input={{ body: { name: name || "billing export", type } }}
        />
      }
      onSubmit={() => void create.run({ name, type })}
      onClose={onClose}
    >
      <Field label="Name" hint="Who or what will use it." error={create.fieldError("name", "Name")}>
        <Input
          value={name}
          placeholder="billing export"
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <SelectField
        label="Scope"
        hint={choices.find(({ id }) => id === type)?.hint}
        error={create.fieldError("type", "Scope")}
        value={type}
        onChange={setType}
        options={choices}
      />
    </ActionDialog>
  );
}
