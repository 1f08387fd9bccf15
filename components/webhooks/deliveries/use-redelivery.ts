"use client";

import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { toast } from "@/components/ui/toaster";
import type { WebhookSettings } from "@/gateway/contracts/webhook";
import { redeliverAction } from "../actions";
import { webhookKeys } from "../queries";
import type { RedeliverChoice } from "../webhook-data";
import {
  needsConfirmation,
  type Redelivery,
  startedRedelivery,
  toRedeliverBody,
} from "./redelivery";

/** Asks where it is many, sends again, and holds what is followed. */
export function useRedelivery(settings: WebhookSettings, onStarted: () => void) {
  const [asked, setAsked] = useState<RedeliverChoice | null>(null);
  const [run, setRun] = useState<Redelivery | null>(null);
  const action = useAction(redeliverAction, { queryKey: webhookKeys.all });

  const start = async (choice: RedeliverChoice) => {
    const deadLettersBefore = settings.dead_letter_count;
    const begun = await action.run(toRedeliverBody(choice));
    if (!begun) return;
    setAsked(null);
    onStarted();
    if (begun.queued === 0) toast("Nothing to send again: all of it waits already", "message");
    else setRun(startedRedelivery(choice, begun, deadLettersBefore));
  };
  return {
    run,
    asked,
    pending: action.pending,
    error: action.error,
    choose: (choice: RedeliverChoice) => {
      action.clear();
      if (needsConfirmation(choice)) setAsked(choice);
      else void start(choice);
    },
    confirm: () => (asked ? start(asked) : Promise.resolve()),
    cancel: () => {
      action.clear();
      setAsked(null);
    },
    dismiss: () => setRun(null),
  };
}
