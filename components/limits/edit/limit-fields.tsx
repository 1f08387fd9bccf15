"use client";

import { type ReactNode, useId } from "react";
import { Field } from "@/components/forms/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/select";
import { limitUnit } from "@/gateway/contracts/group-limits";
import { windowWords } from "@/gateway/contracts/limit-windows";
import {
  type FieldProblem,
  findLimit,
  type LimitField,
  limitInputs,
  type SlugLimits,
  withLimit,
} from "@/lib/limits/limit-form";

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
  return (
    <fieldset className="min-w-0" aria-labelledby={slugId}>
      <div className="mb-3 flex min-h-7 items-center justify-between gap-2">
        <span id={slugId} className="truncate font-medium font-mono text-[13px]">
          {value.slug}
        </span>
        {action}
      </div>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {limitInputs.map(({ field, label, units }) => {
          const { text, unit } = findLimit(value, field);
          const edit = (typed: Parameters<typeof withLimit>[2]) =>
            onChange(withLimit(value, field, typed));
          return (
            <Field
              key={field}
              label={label}
              hint={formatHint(field)}
              warning={warnings.find((warning) => warning.field === field)?.message}
              error={problems.find((problem) => problem.field === field)?.message}
              beside={
                units.length > 1 ? (
                  <Field label={`${label} unit`} hideLabel className="w-32 shrink-0">
                    <NativeSelect
                      value={unit}
                      onChange={(event) => edit({ unit: limitUnit.parse(event.target.value) })}
                    >
                      {units.map((one) => (
                        <option key={one} value={one}>
                          per {windowWords[one].name}
                        </option>
                      ))}
                    </NativeSelect>
                  </Field>
                ) : undefined
              }
            >
              <Input
                inputMode="text"
                placeholder="not set"
                value={text}
                onChange={(event) => edit({ text: event.target.value })}
                className="text-right font-mono"
              />
            </Field>
          );
        })}
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
