import type { ReactNode } from "react";
import { NativeSelect } from "@/components/ui/select";
import { Field } from "./field";

export interface SelectFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Those that a list of ids and labels holds. */
  options?: readonly { id: string; label: string }[];
  hint?: string | undefined;
  error?: string | undefined;
  className?: string;
  /** Options before these. */
  children?: ReactNode;
}

/** One of a few, by name. */
export function SelectField(props: SelectFieldProps) {
  const { value, onChange, options = [], children, ...field } = props;
  return (
    <Field {...field}>
      <NativeSelect value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </NativeSelect>
    </Field>
  );
}
