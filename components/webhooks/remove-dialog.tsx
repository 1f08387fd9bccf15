"use client";

import { useState } from "react";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import type { WebhookSettings } from "@/gateway/contracts/webhook";
import { plural } from "@/lib/format/format";
import { removeWebhookAction } from "./actions";
import { webhookKeys } from "./queries";

export interface RemoveDialogProps {
  settings: WebhookSettings;
  onClose: () => void;
  /** What is on the page about its deliveries has no meaning any more. */
  onRemoved: () => void;
}

/** Asks before the webhook goes, and says what goes with it. */
export function RemoveDialog({ settings, onClose, onRemoved }: RemoveDialogProps) {
  // As it was when this opened: the page below goes on being read.
  const [seen] = useState(settings);
  const remove = useAction(removeWebhookAction, {
    queryKey: webhookKeys.all,
    success: () => "Webhook removed",
    onDone: () => {
      onRemoved();
      onClose();
    },
  });
  const { pending_count: waiting, dead_letter_count: dead } = settings;
  const unsent = [
    ...(waiting > 0 ? [`${plural(waiting, "delivery", "deliveries")} still waiting`] : []),
    ...(dead > 0 ? [plural(dead, "dead letter")] : []),
  ].join(" and ");
  return (
    <ConfirmDialog
      title="Remove webhook?"
      description={
        <>
          Nothing more is sent to <span className="break-all font-mono">{settings.url}</span>. What
          is under way right now may still arrive. To stop for a while, pause it instead.
        </>
      }
      submitLabel="Remove webhook"
      action={remove}
      isHeld
      footer={
        <CopyAsCurl className="mr-auto" isShortOnPhone operation="deleteWebhook" input={{}} />
      }
      onConfirm={() => void remove.run({ seen })}
      onClose={onClose}
    >
      <ul className="list-disc space-y-1.5 pl-5">
        {unsent ? (
          <li className="font-medium">
            {unsent} will never be sent: redeliver first what you still want.
          </li>
        ) : null}
        <li>The delivery log and the signing secret are deleted.</li>
        <li>
          Billing events stay in the ledger, to be pulled with{" "}
          <code className="font-mono text-[13px]">GET /v1/gateway/events</code>.
        </li>
        <li>A webhook set up later has a new secret, and gets the events from then on.</li>
        <li>
          A gateway started with <code className="font-mono text-[13px]">GATEWAY_WEBHOOK_URL</code>{" "}
          sets that one up again at its next start.
        </li>
      </ul>
    </ConfirmDialog>
  );
}
