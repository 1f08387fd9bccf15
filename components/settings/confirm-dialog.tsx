"use client";

import { type ReactNode, useState } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { ActionError } from "@/lib/gateway/result";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What happens to whom. */
  description: ReactNode;
  confirmLabel: string;
  /** Must be typed before the button works; leave it out for what is easily undone. */
  typed?: { label: string; text: string };
  pending: boolean;
  error: ActionError | null;
  onConfirm: () => void;
}

export function ConfirmDialog({ open, onOpenChange, ...rest }: ConfirmDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <ConfirmForm {...rest} />
      </DialogContent>
    </Dialog>
  );
}

function ConfirmForm({
  title,
  description,
  confirmLabel,
  typed,
  pending,
  error,
  onConfirm,
}: Omit<ConfirmDialogProps, "open" | "onOpenChange">) {
  const [text, setText] = useState("");
  const confirmed = typed === undefined || text === typed.text;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed && !pending) onConfirm();
      }}
    >
      <DialogTitle>{title}</DialogTitle>
      <DialogDescription className="-mt-3">{description}</DialogDescription>
      {typed ? (
        <Field label={typed.label}>
          <Input value={text} onChange={(event) => setText(event.currentTarget.value)} />
        </Field>
      ) : null}
      <FormError error={error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="danger" disabled={!confirmed} pending={pending}>
          {confirmLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}
