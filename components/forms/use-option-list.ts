import { type KeyboardEvent, useId, useState } from "react";

const shownMax = 50;

/** The list under a combobox: which options are shown, whether it is open, and which is marked. */
export function useOptionList(options: readonly string[], typed: string) {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [marked, setMarked] = useState<string | null>(null);
  const wanted = typed.trim().toLowerCase();
  const shown = options.filter((each) => each.toLowerCase().includes(wanted)).slice(0, shownMax);
  const optionId = (option: string) => `${listId}-${options.indexOf(option)}`;

  const open = () => setOpen(true);
  const close = () => {
    setOpen(false);
    setMarked(null);
  };
  const step = (by: 1 | -1) => {
    open();
    const at = marked === null ? -1 : shown.indexOf(marked);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
    setMarked(shown[(next + shown.length) % shown.length] ?? null);
  };
  /** ↑ ↓ and Escape. @returns whether the key was one of the list's own */
  const takeKey = (event: KeyboardEvent): boolean => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isOpen) {
      // The dialog around stays open.
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      close();
    } else return false;
    return true;
  };
  const inputProps = {
    role: "combobox",
    "aria-expanded": isOpen && shown.length > 0,
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "aria-activedescendant": marked !== null && isOpen ? optionId(marked) : undefined,
    autoComplete: "off",
    spellCheck: false,
    onClick: open,
    onBlur: close,
  } as const;
  return {
    listId,
    isOpen,
    marked,
    shown,
    wanted,
    optionId,
    open,
    close,
    setMarked,
    takeKey,
    inputProps,
  };
}

export type OptionListState = ReturnType<typeof useOptionList>;
