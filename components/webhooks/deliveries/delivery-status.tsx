import { CircleCheck, CircleX, Clock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { WebhookDeliveryStatus } from "@/gateway/contracts/webhook";
import { statusWords } from "./delivery-words";

const looks = {
  pending: { tone: "neutral", icon: Clock },
  delivered: { tone: "ok", icon: CircleCheck },
  dead_letter: { tone: "danger", icon: CircleX },
} as const;

export function DeliveryStatus({ status }: { status: WebhookDeliveryStatus }) {
  const { tone, icon: Icon } = looks[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {statusWords[status]}
    </Badge>
  );
}
