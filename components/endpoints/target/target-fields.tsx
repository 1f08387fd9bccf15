"use client";

import type { ReactNode } from "react";
import { useFormContext } from "react-hook-form";
import { Field } from "@/components/forms/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/select";
import { providerHints, providers } from "@/gateway/contracts/providers/providers";
import { type TargetField, targetDefaults } from "@/gateway/contracts/providers/target-fields";
import {
  calledPath,
  type EndpointFormField,
  type EndpointFormValues,
  fieldsShownFor,
} from "../endpoint-form-model";
import type { EndpointsView } from "../endpoints-view";
import { SecretField } from "./secret-field";

const order: TargetField[] = [
  "base_url",
  "base_path",
  "model_id",
  "environment_name",
  "vertex_config",
  "secret_id",
  "target_model",
];

const targetInputs: EndpointFormField[] = [
  "base_url",
  "base_path",
  "model_id",
  "environment_name",
  "project_id",
  "location",
  "secret_id",
  "target_model",
];

type TargetFieldsProps = Pick<EndpointsView, "secrets" | "isHosted" | "hasBasePaths">;

/** Provider and, of the target's fields, only those the provider has. */
export function TargetFields({ secrets, isHosted, hasBasePaths }: TargetFieldsProps) {
  const { register, watch, clearErrors } = useFormContext<EndpointFormValues>();
  const selected = watch("provider");
  const shown = new Map(fieldsShownFor(selected).map((each) => [each.field, each.isRequired]));
  const views: Record<TargetField, (isRequired: boolean) => ReactNode> = {
    base_url: () => (
      <TextField
        name="base_url"
        label="Base URL"
        placeholder="https://models.example.com"
        hint={
          isHosted ? "HTTPS, without a port." : `The part before ${calledPath(watch("base_path"))}.`
        }
      />
    ),
    base_path: () =>
      hasBasePaths ? (
        <TextField
          name="base_path"
          label="Base path"
          placeholder={targetDefaults.base_path}
          hint="Where the API begins, if not at /v1: /openai/v1, /api/paas/v4; / for nothing."
          optional
        />
      ) : null,
    model_id: () => <TextField name="model_id" label="Model ID" placeholder="abcd1234" />,
    environment_name: () => (
      <TextField name="environment_name" label="Environment" placeholder="production" optional />
    ),
    vertex_config: () => (
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="project_id" label="Vertex project" placeholder="my-project" />
        <TextField name="location" label="Vertex location" placeholder="us-central1" />
      </div>
    ),
    secret_id: (isRequired) => <SecretField secrets={secrets} isRequired={isRequired} />,
    target_model: (isRequired) => (
      <TextField
        name="target_model"
        label="Target model"
        placeholder="glm-5.2"
        hint="The model's name at the provider; customers only ever see the slug."
        optional={!isRequired}
      />
    ),
  };
  return (
    <>
      <Field label="Provider" hint={providerHints[selected]}>
        <NativeSelect
          // What the provider before required says nothing about this one.
          {...register("provider", { onChange: () => clearErrors(targetInputs) })}
        >
          {providers.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </NativeSelect>
      </Field>
      {order.map((field) => {
        const isRequired = shown.get(field);
        const view = isRequired === undefined ? null : views[field](isRequired);
        return view && <div key={field}>{view}</div>;
      })}
    </>
  );
}

interface TextFieldProps {
  name: EndpointFormField;
  label: string;
  placeholder: string;
  hint?: string;
  optional?: boolean;
  /** Where typing starts when the form opens. */
  isFirst?: boolean;
}

export function TextField({
  name,
  label,
  placeholder,
  hint,
  optional = false,
  isFirst = false,
}: TextFieldProps) {
  const { register, formState } = useFormContext<EndpointFormValues>();
  return (
    <Field label={label} hint={hint} optional={optional} error={formState.errors[name]?.message}>
      <Input
        {...register(name)}
        placeholder={placeholder}
        autoFocus={isFirst}
        className="font-mono text-[13px]"
      />
    </Field>
  );
}
