"use client";

import { Field } from "@/components/forms/field";
import { Input } from "@/components/ui/input";
import { useDraft } from "./use-draft";

export interface DayFieldProps {
  label: string;
  /** `2026-01-31`; null = open. */
  value: string | null;
  min?: string | null;
  max?: string | null;
  onChange: (day: string | null) => void;
}

export function DayField({ label, value, min, max, onChange }: DayFieldProps) {
  const [typed, setTyped] = useDraft(value ?? "");
  return (
    <Field label={label} className="sm:w-36">
      <Input
        type="date"
        value={typed}
        min={min ?? "2000-01-01"}
        max={max ?? "2999-12-31"}
        onChange={(event) => {
          const { value: day, validity } = event.currentTarget;
          setTyped(day);
          // While a year is typed, 2 and 20 and 202 are years too.
          if (validity.valid) onChange(day === "" ? null : day);
        }}
      />
    </Field>
  );
}
