"use client";

import { Check, Copy, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonProps } from "./button";

export interface CopyButtonProps extends Omit<ButtonProps, "value" | "children" | "onCopy"> {
  value: string;
  /** Names what is copied ("Copy id"); shown unless `iconOnly`. */
  label?: string;
  iconOnly?: boolean;
  /** On a phone its text is for assistive technology alone. */
  isShortOnPhone?: boolean;
  /** Called only after the clipboard took it. */
  onCopied?: () => void;
  /** Called where the browser refuses (plain http): offer a selectable field. */
  onRefused?: () => void;
}

type State = "idle" | "copied" | "refused";

/** Says "Copied" only after the copy succeeded. */
export function CopyButton({
  value,
  label = "Copy",
  iconOnly = false,
  isShortOnPhone = false,
  onCopied,
  onRefused,
  ...rest
}: CopyButtonProps) {
  const [state, setState] = useState<State>("idle");
  const copy = async () => {
    const copied = await writeClipboard(value);
    setState(copied ? "copied" : "refused");
    if (copied) onCopied?.();
    else onRefused?.();
    window.setTimeout(() => setState("idle"), 2000);
  };
  const Icon = state === "copied" ? Check : state === "refused" ? TriangleAlert : Copy;
  const text = state === "copied" ? "Copied" : state === "refused" ? "Select and copy it" : label;
  return (
    <Button
      size={iconOnly ? "icon" : "md"}
      variant={iconOnly ? "ghost" : "secondary"}
      {...rest}
      onClick={copy}
      aria-label={iconOnly ? label : undefined}
      title={iconOnly ? text : undefined}
    >
      <Icon aria-hidden className={state === "copied" ? "text-ok" : undefined} />
      {iconOnly ? (
        <span role="status" className="sr-only">
          {state === "idle" ? "" : text}
        </span>
      ) : (
        <span
          role={state === "idle" ? undefined : "status"}
          className={isShortOnPhone ? "max-sm:sr-only" : undefined}
        >
          {text}
        </span>
      )}
    </Button>
  );
}

/** False where there is no clipboard (plain http on another host) or no permission. */
export async function writeClipboard(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
