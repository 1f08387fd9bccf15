"use client";

import type { KeyboardEvent } from "react";
import { cn } from "@/lib/format/class-names";
import { Input } from "../ui/input";
import { OptionList } from "./option-list";
import { useOptionList } from "./use-option-list";

export interface ComboboxProps {
  /** Set by <Field>. */
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
  value: string;
  onValueChange(value: string): void;
  /** Offered; any other text will do as well. */
  options: readonly string[];
  placeholder?: string;
  /** Names the list of options. */
  optionsLabel: string;
  /** Said when nothing matches what was typed. */
  emptyText: string;
  className?: string;
}

/** Type to filter, ↑ ↓ to move, Enter takes what is marked. */
export function Combobox({
  value,
  onValueChange,
  options,
  optionsLabel,
  emptyText,
  className,
  ...control
}: ComboboxProps) {
  // What was chosen already filters nothing: the other options are there to choose from.
  const list = useOptionList(options, options.includes(value) ? "" : value);
  const choose = (option: string) => {
    onValueChange(option);
    list.close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || list.takeKey(event)) return;
    if (event.key === "Enter" && list.isOpen) {
      event.preventDefault();
      choose(list.marked ?? value);
    }
  };
  return (
    <div className="relative">
      <Input
        {...control}
        {...list.inputProps}
        value={value}
        onChange={(event) => {
          onValueChange(event.target.value);
          list.setMarked(null);
          list.open();
        }}
        onKeyDown={onKeyDown}
        className={cn("font-mono text-[13px] placeholder:font-sans", className)}
      />
      <OptionList list={list} label={optionsLabel} emptyText={emptyText} onChoose={choose} />
    </div>
  );
}
