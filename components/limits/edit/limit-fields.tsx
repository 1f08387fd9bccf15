"use client";

import { type ReactNode, useId } from "react";
import { Field } from "@/components/forms/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/select";
import { rateUnit } from "@/gateway/contracts/limit";
import type { FieldProblem, LimitField, SlugLimits } from "@/lib/limits/limit-form";

export interface LimitFieldsProps {
  value: SlugLimits;
  onChange(value: SlugLimits): void;
  problems: FieldProblem[];
  /** What will not be allowed as it stands; nothing is refused yet. */
  warnings?: FieldProblem[];
  /** The line below an input: what its being blank means. */
  formatHint?(field: LimitField): string | null;
  /** Beside the slug, such as a button that removes it. */
  action?: ReactNode;
}

const labels: Record<LimitField, string> = {
  tokenRate: "Token rate",
  requestRate: "Request rate",
  tokensPerDay: "Tokens per day",
  requestsPerDay: "Requests per day",
};
const noHint = () => null;
const noWarnings: FieldProblem[] = [];

/** The inputs for one slug: a group named by it. Blank, 0 and a number are three different things. */
export function LimitFields({
  value,
  onChange,
  problems,
  warnings = noWarnings,
  formatHint = noHint,
  action,
}: LimitFieldsProps) {
  const slugId = useId();
  const input = (field: LimitField, beside?: ReactNode) => (
    <Field
      label={labels[field]}
      hint={formatHint(field)}
      warning={warnings.find((warning) => warning.field === field)?.message}
      error={problems.find((problem) => problem.field === field)?.message}
      beside={beside}
    >
      <Input
        inputMode="text"
        placeholder="not set"
        value={value[field]}
        onChange={(event) => onChange({ ...value, [field]: event.target.value })}
        className="text-right font-mono"
      />
    </Field>
  );
  const unit = (field: "tokenRateUnit" | "requestRateUnit", label: string) => (
    <Field label={label} hideLabel className="w-32 shrink-0">
      <NativeSelect
        value={value[field]}
        onChange={(event) => onChange({ ...value, [field]: rateUnit.parse(event.target.value) })}
      >
        <option value="SECOND">per second</option>
        <option value="MINUTE">per minute</option>
      </NativeSelect>
    </Field>
  );
  return (
    <fieldset className="min-w-0" aria-labelledby={slugId}>
      <div className="mb-3 flex min-h-7 items-center justify-between gap-2">
        <span id={slugId} className="truncate font-medium font-mono text-[13px]">
          {value.slug}
        </span>
        {action}
      </div>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {input("tokenRate", unit("tokenRateUnit", "Token rate unit"))}
        {input("requestRate", unit("requestRateUnit", "Request rate unit"))}
        {input("tokensPerDay")}
        {input("requestsPerDay")}
      </div>
      {problems
        .filter((problem) => problem.field === "slug")
        .map((problem) => (
          <p key={problem.message} role="alert" className="mt-2 text-danger text-xs">
            {problem.message}
          </p>
        ))}
    </fieldset>
  );
}
