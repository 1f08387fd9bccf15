import { Check } from "lucide-react";
import { cn } from "@/lib/format/class-names";
import type { OptionListState } from "./use-option-list";

export interface OptionListProps {
  list: OptionListState;
  /** Names the list. */
  label: string;
  /** Said when nothing matches what was typed. */
  emptyText: string;
  onChoose(option: string): void;
}

/** Stands under its combobox, which is positioned and has the keyboard. */
export function OptionList({ list, label, emptyText, onChoose }: OptionListProps) {
  const { listId, isOpen, marked, shown, wanted, optionId, setMarked } = list;
  return (
    <ul
      id={listId}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern's own list
      role="listbox"
      aria-label={label}
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
          onClick={() => onChoose(option)}
          className={cn(
            "flex h-8 cursor-pointer items-center rounded-md px-2 font-mono text-[13px]",
            option === marked && "bg-hover",
          )}
        >
          <span className="truncate">{option}</span>
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
  );
}
