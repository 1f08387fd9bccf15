"use client";

import { X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { cn } from "@/lib/format/class-names";
import { controlClasses } from "../ui/input";
import { OptionList } from "./option-list";
import { useOptionList } from "./use-option-list";

export interface MultiComboboxProps {
  /** Set by <Field>. */
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
  values: string[];
  /** What stands in the input and was not added yet. */
  draft: string;
  onDraftChange(draft: string): void;
  options: readonly string[];
  placeholder?: string;
  /** Names the list of options. */
  optionsLabel: string;
  /** Said when nothing matches what was typed. */
  emptyText: string;
  onAdd(value: string): void;
  onRemove(value: string): void;
}

/** Type to filter, ↑ ↓ to move, Enter adds (what is marked, else what was typed), ⌫ removes the last. */
export function MultiCombobox({
  values,
  draft,
  onDraftChange,
  options,
  placeholder,
  optionsLabel,
  emptyText,
  onAdd,
  onRemove,
  ...control
}: MultiComboboxProps) {
  const left = options.filter((option) => !values.includes(option));
  const list = useOptionList(left, draft);

  const add = (value: string) => {
    const trimmed = value.trim();
    if (trimmed !== "" && !values.includes(trimmed)) onAdd(trimmed);
    onDraftChange("");
    // Out of the way of what stands below; typing, ↓ or a click opens it again.
    list.close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || list.takeKey(event)) return;
    if (event.key === "Enter" && (list.marked !== null || list.wanted !== "")) {
      // Adds; only an empty input lets Enter submit the form.
      event.preventDefault();
      add(list.marked ?? draft);
    } else if (event.key === "Backspace" && draft === "" && values.length > 0) {
      const last = values.at(-1);
      if (last !== undefined) onRemove(last);
    }
  };

  return (
    <div className="relative">
      <div
        className={cn(
          controlClasses,
          "flex min-h-8 flex-wrap items-center gap-1 px-1.5 py-1 focus-within:border-ring focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring",
          control["aria-invalid"] && "border-danger",
        )}
      >
        {values.map((value) => (
          <span
            key={value}
            className="inline-flex max-w-full items-center gap-0.5 rounded-md bg-muted py-0.5 pr-0.5 pl-1.5 font-mono text-xs"
          >
            <span className="truncate">{value}</span>
            <button
              type="button"
              aria-label={`Remove ${value}`}
              onClick={() => onRemove(value)}
              className="flex size-4 items-center justify-center rounded-sm text-muted-foreground hover:bg-border hover:text-foreground"
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        ))}
        <input
          {...control}
          {...list.inputProps}
          placeholder={values.length === 0 ? placeholder : undefined}
          value={draft}
          onChange={(event) => {
            onDraftChange(event.target.value);
            list.setMarked(null);
            list.open();
          }}
          onKeyDown={onKeyDown}
          className="h-6 min-w-32 flex-1 bg-transparent px-1 font-mono text-[13px] outline-none placeholder:font-sans"
        />
      </div>
      <OptionList list={list} label={optionsLabel} emptyText={emptyText} onChoose={add} />
    </div>
  );
}
