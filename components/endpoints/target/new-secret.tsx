"use client";

import { type KeyboardEvent, useState } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { Secret } from "@/gateway/contracts/secret";
import { saveSecretBody } from "@/gateway/contracts/secret";
import { endpointKeys } from "../queries";
import { saveEndpointSecretAction } from "../secret-actions";

/**
 * Makes a secret within an endpoint's form. No <form> of its own, since forms can't nest; Enter
 * saves. The value leaves this component's state as soon as it is saved.
 */
export function NewSecret({
  onSaved,
  onCancel,
}: {
  onSaved: (secret: Secret) => void;
  onCancel: () => void;
}) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const save = useAction(saveEndpointSecretAction, {
    queryKey: endpointKeys.all,
    isReadFirst: true,
    onDone: (saved) => {
      setValue("");
      onSaved(saved);
    },
  });
  const parsed = saveSecretBody.safeParse({ name: name.trim(), value });
  const errorAt = (field: "name" | "value", label: string) => {
    if (!isChecked || parsed.success) return save.fieldError(field, label);
    const issue = parsed.error.issues.find(({ path }) => path[0] === field);
    return issue && `${label} ${issue.message}`;
  };
  const submit = () => {
    setIsChecked(true);
    if (parsed.success) void save.run(parsed.data);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    submit();
  };
  return (
    <fieldset className="space-y-3 rounded-lg border border-border bg-muted/40 p-3">
      <legend className="sr-only">New secret</legend>
      <Field label="Secret name" error={errorAt("name", "Name")}>
        <Input
          value={name}
          placeholder="openai"
          onChange={(event) => setName(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </Field>
      <Field
        label="Secret value"
        hint="The provider's API key. Stored encrypted; nobody can read it back."
        error={errorAt("value", "Value")}
      >
        <Input
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={(event) => setValue(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </Field>
      <FormError error={save.error} shownPaths={["name", "value"]} />
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Cancel secret
        </Button>
        <Button size="sm" pending={save.pending} onClick={submit}>
          Save secret
        </Button>
      </div>
    </fieldset>
  );
}
