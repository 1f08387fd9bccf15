"use client";

import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { NativeSelect } from "@/components/ui/select";
import { type Secret, workspaceBasetenSecretName } from "@/gateway/contracts/secret";
import type { EndpointFormValues } from "../endpoint-form-model";
import { NewSecret } from "./new-secret";

interface SecretFieldProps {
  /** null = the server does not list them. */
  secrets: Secret[] | null;
  isRequired: boolean;
}

/** Picks a secret, or makes one on the spot and picks that. */
export function SecretField({ secrets, isRequired }: SecretFieldProps) {
  const { register, setValue, formState, watch } = useFormContext<EndpointFormValues>();
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<Secret[]>([]);
  const selected = watch("secret_id");
  const options = withoutRepeats([...(secrets ?? []), ...made]);
  const isSelectedUnknown = selected !== "" && !options.some(({ id }) => id === selected);
  return (
    <div className="space-y-2">
      <Field
        label="Secret"
        optional={!isRequired}
        error={formState.errors.secret_id?.message}
        hint={
          secrets === null ? "This server does not list its secrets; make one here." : undefined
        }
      >
        <NativeSelect {...register("secret_id")}>
          <option value="">
            {isRequired ? "Choose a secret" : `The workspace's ${workspaceBasetenSecretName}`}
          </option>
          {isSelectedUnknown ? <option value={selected}>{selected}</option> : null}
          {options.map((secret) => (
            <option key={secret.id} value={secret.id}>
              {secret.name}
            </option>
          ))}
        </NativeSelect>
      </Field>
      {isMaking ? (
        <NewSecret
          onCancel={() => setIsMaking(false)}
          onSaved={(secret) => {
            setMade((earlier) => [...earlier, secret]);
            setValue("secret_id", secret.id, { shouldDirty: true, shouldValidate: true });
            setIsMaking(false);
          }}
        />
      ) : (
        <Button variant="link" size="sm" onClick={() => setIsMaking(true)}>
          New secret
        </Button>
      )}
    </div>
  );
}

function withoutRepeats(secrets: Secret[]): Secret[] {
  return [...new Map(secrets.map((secret) => [secret.id, secret])).values()];
}
