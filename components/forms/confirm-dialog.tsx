"use client";

import { type ReactNode, useState } from "react";
import { Input } from "../ui/input";
import { ActionDialog, type ActionDialogProps } from "./action-dialog";
import { Field } from "./field";

export interface ConfirmDialogProps
  extends Omit<
    ActionDialogProps,
    "onSubmit" | "isReady" | "isDanger" | "isLong" | "isCancelFocused"
  > {
  /** Must be typed before the button works; leave it out for what is easily undone. */
  typed?: { label: ReactNode; text: string };
  /** Gets what was typed. */
  onConfirm: (typed: string) => void;
}

/** Asks before something is lost. */
export function ConfirmDialog({ typed, onConfirm, children, ...dialog }: ConfirmDialogProps) {
  const [text, setText] = useState("");
  return (
    <ActionDialog
      {...dialog}
      isDanger
      isCancelFocused={typed === undefined}
      isReady={typed === undefined || text.trim() === typed.text}
      onSubmit={() => onConfirm(text)}
    >
      {children}
      {typed ? (
        <Field label={typed.label}>
          <Input
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            className="font-mono"
            autoFocus
          />
        </Field>
      ) : null}
    </ActionDialog>
  );
}
