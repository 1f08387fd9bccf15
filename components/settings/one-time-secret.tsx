"use client";

import { useEffect, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { WholeValue } from "@/components/ui/whole-value";

export interface OneTimeSecretProps {
  title: string;
  description: string;
  /** Names the field: "Password". */
  label: string;
  /** undefined = closed. It lives in the caller's state and in this field only. */
  value: string | undefined;
  onDone: () => void;
}

/** Can't be dismissed before it was copied, or the person says that it is saved. */
export function OneTimeSecret({ title, description, label, value, onDone }: OneTimeSecretProps) {
  const [saved, setSaved] = useState(false);
  const checkboxId = useId();
  const isOpen = value !== undefined;

  useEffect(() => {
    if (!isOpen) return;
    setSaved(false);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isOpen]);

  return (
    <Dialog open={isOpen}>
      <DialogContent
        closable={false}
        onEscapeKeyDown={(event) => event.preventDefault()}
        onInteractOutside={(event) => event.preventDefault()}
      >
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{description}</DialogDescription>
        <div className="grid items-end gap-2 sm:grid-cols-[1fr_auto]">
          <Field label={label}>
            <WholeValue value={value ?? ""} onFocus={(event) => event.currentTarget.select()} />
          </Field>
          <CopyButton value={value ?? ""} variant="primary" onCopied={() => setSaved(true)} />
        </div>
        <div className="flex items-center gap-2">
          <Checkbox
            id={checkboxId}
            checked={saved}
            onChange={(event) => setSaved(event.currentTarget.checked)}
          />
          <label htmlFor={checkboxId}>I have saved it</label>
        </div>
        <DialogFooter>
          <Button disabled={!saved} onClick={onDone}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
