"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, LoaderCircle, X } from "lucide-react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import type { WebhookDeliveryDetail } from "@/gateway/contracts/webhook";
import { cn } from "@/lib/format/class-names";
import { exactNumber } from "@/lib/format/format";
import { toActionError } from "@/lib/gateway/unwrap";
import type { WebhookView } from "@/lib/url-state/webhook-view";
import { lastAnswer } from "./deliveries/delivery-words";
import { deliveryQuery } from "./queries";
import { ViewLink } from "./view-link";

const askMs = 700;

export interface TestEventProps {
  deliveryId: string;
  view: WebhookView;
  onDismiss: () => void;
}

/** What became of a test event: follows it until it was accepted or given up. */
export function TestEvent({ deliveryId, view, onDismiss }: TestEventProps) {
  const { data, error } = useQuery({
    ...deliveryQuery(deliveryId),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.status === "pending" ? askMs : false,
  });
  if (error) return <FormError error={toActionError(error)} />;
  const status = data?.status ?? "pending";
  const look = {
    pending: { icon: LoaderCircle, frame: "border-border bg-surface", icons: "animate-spin" },
    delivered: { icon: CircleCheck, frame: "border-ok/30 bg-ok-soft text-ok", icons: "" },
    dead_letter: {
      icon: CircleAlert,
      frame: "border-danger/30 bg-danger-soft text-danger",
      icons: "",
    },
  }[status];
  const Icon = look.icon;
  return (
    <div
      role="status"
      className={cn("flex items-start gap-2 rounded-lg border px-3 py-2", look.frame)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", look.icons)} />
      <p className="min-w-0 flex-1">{describe(data)}</p>
      <ViewLink
        view={{ ...view, deliveryId }}
        className="shrink-0 rounded-sm underline underline-offset-4"
      >
        Details
      </ViewLink>
      <Button
        variant="ghost"
        size="icon"
        className="-my-1 -mr-1.5 size-7"
        aria-label="Dismiss"
        onClick={onDismiss}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}

function describe(delivery: WebhookDeliveryDetail | undefined): string {
  const last = delivery?.attempts.at(-1);
  if (!delivery || !last) return "Test event on its way…";
  const took = `${exactNumber(last.latency_ms)} ms`;
  const answer = lastAnswer(delivery) ?? "no answer";
  switch (delivery.status) {
    case "delivered":
      return `Test event accepted: your receiver answered ${answer} in ${took}.`;
    case "dead_letter":
      return `Test event given up after ${last.number === 1 ? "one attempt" : `${last.number} attempts`}: ${answer}. ${advice(last.status)}`;
    default:
      return `Test event: attempt ${last.number} failed, ${answer}. It is tried again for 15 s in all.`;
  }
}

function advice(httpStatus: number | null): string {
  if (httpStatus === null) return "Does the receiver run, and can the gateway reach it?";
  if (httpStatus === 401 || httpStatus === 403) return "Does the receiver have the present secret?";
  if (httpStatus === 404 || httpStatus === 405) return "Is the target URL's path right?";
  return "The receiver's own log tells why.";
}
