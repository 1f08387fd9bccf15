"use client";

import { Check, X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { cn } from "@/lib/class-names";
import { controlClasses } from "./input";

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

const shownMax = 50;

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
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [marked, setMarked] = useState<string | null>(null);
  const wanted = draft.trim().toLowerCase();
  const shown = options
    .filter((option) => !values.includes(option) && option.toLowerCase().includes(wanted))
    .slice(0, shownMax);
  const optionId = (option: string) => `${listId}-${options.indexOf(option)}`;

  const add = (value: string) => {
    const trimmed = value.trim();
    if (trimmed !== "" && !values.includes(trimmed)) onAdd(trimmed);
    onDraftChange("");
    setMarked(null);
    // Out of the way of what stands below; typing, ↓ or a click opens it again.
    setOpen(false);
  };
  const step = (by: 1 | -1) => {
    setOpen(true);
    const at = marked === null ? -1 : shown.indexOf(marked);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
    setMarked(shown[(next + shown.length) % shown.length] ?? null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (marked !== null || wanted !== "")) {
      // Adds; only an empty input lets Enter submit the form.
      event.preventDefault();
      add(marked ?? draft);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      setOpen(false);
      setMarked(null);
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
          role="combobox"
          aria-expanded={isOpen && shown.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={marked !== null && isOpen ? optionId(marked) : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={values.length === 0 ? placeholder : undefined}
          value={draft}
          onChange={(event) => {
            onDraftChange(event.target.value);
            setMarked(null);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setMarked(null);
          }}
          onKeyDown={onKeyDown}
          className="h-6 min-w-32 flex-1 bg-transparent px-1 font-mono text-[13px] outline-none placeholder:font-sans"
        />
      </div>
      <ul
        id={listId}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern's own list
        role="listbox"
        aria-label={optionsLabel}
        hidden={!isOpen || (shown.length === 0 && wanted === "")}
        className="absolute inset-x-0 top-full z-10 mt-1 max-h-56 overflow-y-auto rounded-lg border border-border bg-popover p-1 shadow-overlay"
      >
        {shown.map((option) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
          <li
            key={option}
            tabIndex={-1}
            id={optionId(option)}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: see above
            role="option"
            aria-selected={option === marked}
            // Keeps the focus in the input.
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => setMarked(option)}
            onClick={() => add(option)}
            className={cn(
              "flex h-8 cursor-pointer items-center rounded-md px-2 font-mono text-[13px]",
              option === marked && "bg-hover",
            )}
          >
            {option}
          </li>
        ))}
        {shown.length === 0 && wanted !== "" ? (
          <li
            role="presentation"
            className="flex min-h-8 items-center gap-2 px-2 py-1 text-muted-foreground"
          >
            <Check aria-hidden className="size-4 shrink-0" />
            {emptyText}
          </li>
        ) : null}
      </ul>
    </div>
  );
}
