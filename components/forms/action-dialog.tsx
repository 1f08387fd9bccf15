"use client";

import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogBody,
  DialogContent,
  type DialogContentProps,
  DialogDescription,
  DialogFooter,
  DialogTitle,
  dialogFormClasses,
} from "../ui/dialog";
import { FormError } from "./form-error";
import type { ActionState } from "./use-action";

export interface ActionDialogProps extends Pick<DialogContentProps, "size" | "onInteractOutside"> {
  title: ReactNode;
  description?: ReactNode;
  action: ActionState;
  /** Paths whose errors stand at their fields. */
  shownPaths?: string[];
  submitLabel: string;
  isDanger?: boolean;
  /** False: what there is can't be sent yet. */
  isReady?: boolean;
  /** Stays open while the answer, which may hold a secret, is under way. */
  isHeld?: boolean;
  /** Of many fields, what is between title and footer scrolls by itself. */
  isLong?: boolean;
  /** Enter does nothing yet: what is asked is lost for good. */
  isCancelFocused?: boolean;
  /** At the left of the buttons: the request as curl, notes. */
  footer?: ReactNode;
  onSubmit: (event: FormEvent) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** The one frame of a dialog that submits: error, focus at the first field at fault, buttons. */
export function ActionDialog({
  title,
  description,
  action: { pending, error },
  shownPaths,
  submitLabel,
  isDanger = false,
  isReady = true,
  isHeld = false,
  isLong = false,
  isCancelFocused = false,
  footer,
  onSubmit,
  onClose,
  children,
  ...content
}: ActionDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!error) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  const isHeldNow = isHeld && pending;
  const fields = (
    <>
      {children}
      {isSaidAtFields(error?.details, shownPaths) ? null : (
        <FormError error={error} {...(shownPaths && { shownPaths })} />
      )}
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => (open || isHeldNow ? undefined : onClose())}>
      <DialogContent {...content}>
        <DialogTitle>{title}</DialogTitle>
        {description ? <DialogDescription>{description}</DialogDescription> : null}
        <form
          ref={form}
          noValidate
          className={isLong ? dialogFormClasses : "space-y-4"}
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !pending) onSubmit(event);
          }}
        >
          {isLong ? <DialogBody>{fields}</DialogBody> : fields}
          <DialogFooter>
            {footer}
            <Button onClick={onClose} disabled={isHeldNow} autoFocus={isCancelFocused}>
              Cancel
            </Button>
            <Button
              type="submit"
              variant={isDanger ? "danger" : "primary"}
              disabled={!isReady}
              pending={pending}
            >
              {submitLabel}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** What every field at fault says already need not be said twice. */
function isSaidAtFields(details: { path: string }[] = [], shownPaths: string[] = []): boolean {
  return details.length > 0 && details.every(({ path }) => shownPaths.includes(path));
}
