"use client";

import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useDraft } from "./use-draft";

export interface SearchFieldProps {
  value: string;
  /** Called on Enter and by the button, not while somebody types. */
  onChange: (value: string) => void;
}

export function SearchField({ value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useDraft(value);
  return (
    <form
      className="max-sm:col-span-2 sm:w-64"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed.trim());
      }}
    >
      <Field label="Search" beside={<Button type="submit">Search</Button>}>
        <Input
          type="search"
          maxLength={255}
          aria-label="Search the audit log"
          placeholder="Name, id or slug"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Field>
    </form>
  );
}
