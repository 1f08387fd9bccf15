"use client";

import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { plural } from "@/lib/format/format";
import type { ActionError } from "@/lib/gateway/result";
import type { RedeliverChoice } from "../webhook-data";
import { choiceCount, toRedeliverBody } from "./redelivery";

export interface RedeliverDialogProps {
  choice: RedeliverChoice;
  paused: boolean;
  pending: boolean;
  error: ActionError | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before many are sent again. */
export function RedeliverDialog({
  choice,
  paused,
  pending,
  error,
  onConfirm,
  onClose,
}: RedeliverDialogProps) {
  const count = choiceCount(choice);
  const what =
    choice.kind === "all"
      ? `all ${plural(count, "dead letter")}`
      : plural(count, "delivery", "deliveries");
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen || pending ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>Redeliver {what}?</DialogTitle>
        <DialogDescription>
          They go out at once, several at a time, with the same ids and bytes as before. Your
          receiver must know events that it has already by their idempotency key.
          {paused ? " The webhook is paused: they wait until it is resumed." : ""}
        </DialogDescription>
        <FormError error={error} />
        <DialogFooter>
          <CopyAsCurl
            className="mr-auto"
            operation="redeliverDeliveries"
            input={{ body: toRedeliverBody(choice) }}
          />
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button variant="primary" pending={pending} onClick={onConfirm} autoFocus>
            Redeliver
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
