"use client";

import { type FormEvent, useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import { saveSecretAction } from "./workspace-actions";

export interface SecretDialogProps {
  /** The secret to replace; "" for a new one. */
  name: string;
  existing: { name: string }[];
  onClose: () => void;
}

export function SecretDialog({ name: replaces, existing, onClose }: SecretDialogProps) {
  const [name, setName] = useState(replaces);
  const save = useAction(saveSecretAction, {
    refreshes: true,
    success: () => `Secret ${name} saved`,
    onDone: onClose,
  });
  // Saving is by name: a taken name would replace its value without a word.
  const isTaken = replaces === "" && existing.some((secret) => secret.name === name);
  const submit = (event: FormEvent) => {
    if (isTaken || !(event.currentTarget instanceof HTMLFormElement)) return;
    void save.run({ name, value: new FormData(event.currentTarget).get("value") });
  };
  return (
    <ActionDialog
      title={replaces ? "Replace value" : "New secret"}
      description={
        replaces
          ? "Endpoints that use it take the new value with their next call."
          : "Stored encrypted. Nobody can read the value back, here or anywhere."
      }
      action={save}
      shownPaths={["name", "value"]}
      submitLabel="Save secret"
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="saveSecret"
          input={{ body: { name: name || "openai_api_key", value: "…" } }}
        />
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Secret name"
        error={
          isTaken
            ? `${name} exists: replace its value in the list instead`
            : save.fieldError("name", "Name")
        }
      >
        <Input
          value={name}
          readOnly={replaces !== ""}
          placeholder="openai_api_key"
          className="font-mono"
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <Field label="Secret value" error={save.fieldError("value", "Value")}>
        <Input
          name="value"
          type="password"
          autoComplete="new-password"
          className="font-mono"
          // The name is given already: there is nothing to type but the value.
          autoFocus={replaces !== ""}
        />
      </Field>
    </ActionDialog>
  );
}
